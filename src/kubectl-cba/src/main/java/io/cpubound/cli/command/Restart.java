package io.cpubound.cli.command;

import io.cpubound.cli.api.CliException;
import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.api.Fields;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import picocli.CommandLine.Command;

/** Replaces all pods by new ones of the same template. */
@Command(name = "restart", description = "Replaces all pods, one at a time, by new ones of the same template.")
final class Restart extends AppCommand {

    Restart(Shell shell) {
        super(shell);
    }

    @Override
    int run(Cluster cluster) {
        Fields spec = Fields.of(cluster.app(name())).at("spec");
        if (spec.isPresent("rollout", "undoTo")) {
            long number = spec.number("rollout", "undoTo");
            throw CliException.failed("spec.rollout.undoTo holds " + name() + " at revision " + number
                    + ", so a restart has no effect: write that revision into the spec first (kubectl cba undo "
                    + name()
                    + " --to-revision " + number + ")");
        }
        String now = shell().clock().instant().truncatedTo(ChronoUnit.SECONDS).toString();
        cluster.merge(name(), Map.of("spec", Map.of("restartedAt", now)));
        return done(
                spec.isTrue("rollout", "paused")
                        ? "restarts once it is resumed: it is paused (kubectl cba resume " + name() + ")"
                        : "restarted");
    }
}
