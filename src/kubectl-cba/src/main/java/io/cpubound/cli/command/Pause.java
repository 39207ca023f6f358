package io.cpubound.cli.command;

import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.api.Fields;
import java.util.Map;
import picocli.CommandLine.Command;

/** Holds a rollout, or lets it go on. */
abstract class Pause extends AppCommand {

    private final boolean paused;
    private final String word;

    private Pause(Shell shell, boolean paused, String word) {
        super(shell);
        this.paused = paused;
        this.word = word;
    }

    @Override
    int run(Cluster cluster) {
        if (Fields.of(cluster.app(name())).isTrue("spec", "rollout", "paused") == paused) {
            return done("is " + (paused ? "paused" : "not paused") + " already");
        }
        cluster.merge(name(), Map.of("spec", Map.of("rollout", Map.of("paused", paused))));
        return done(word);
    }

    /** Holds it. */
    @Command(
            name = "pause",
            description = "Holds the rollout where it is: nothing more is replaced. Lost pods are still made anew.")
    static final class On extends Pause {
        On(Shell shell) {
            super(shell, true, "paused");
        }
    }

    /** Lets it go on. */
    @Command(name = "resume", description = "Lets a paused rollout go on.")
    static final class Off extends Pause {
        Off(Shell shell) {
            super(shell, false, "resumed");
        }
    }
}
