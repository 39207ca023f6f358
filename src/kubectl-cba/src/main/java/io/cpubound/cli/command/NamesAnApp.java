package io.cpubound.cli.command;

/** A command whose argument is the name of an app. */
interface NamesAnApp {

    /** Where the app is. */
    ConnectionOptions connection();
}
