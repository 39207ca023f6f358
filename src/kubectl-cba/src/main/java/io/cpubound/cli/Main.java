package io.cpubound.cli;

import io.cpubound.cli.command.Cba;
import io.cpubound.cli.command.Shell;
import io.cpubound.cli.command.Shell.Screen;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;

/** The plugin's process. */
final class Main {

    private Main() {}

    public static void main(String[] args) {
        // There is no logging library in here on purpose; the facade shall not say so to everybody.
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        Shell shell = new Shell(
                writer(FileDescriptor.out),
                writer(FileDescriptor.err),
                Clock.systemUTC(),
                Screen.of(System.getProperty("cba.terminal", ""), System.getProperty("cba.size", ""), System.getenv()));
        int exitCode = Cba.run(shell, args);
        shell.out().flush();
        shell.err().flush();
        System.exit(exitCode);
    }

    /** In UTF-8, whatever the locale of a build server is: the tree is drawn with lines. */
    private static PrintWriter writer(FileDescriptor file) {
        return new PrintWriter(new java.io.BufferedWriter(
                new java.io.OutputStreamWriter(new FileOutputStream(file), StandardCharsets.UTF_8)));
    }
}
