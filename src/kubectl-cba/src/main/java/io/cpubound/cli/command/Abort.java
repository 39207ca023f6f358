package io.cpubound.cli.command;

import io.cpubound.cli.api.CliException;
import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.view.AppView;
import io.cpubound.cli.view.AppView.Failure;
import java.util.Map;
import picocli.CommandLine.Command;

/** Gives a rollout up. */
@Command(
        name = "abort",
        description =
                "Gives up the rollout that is under way, also a paused or a stopped one: the last good revision comes back.")
final class Abort extends AppCommand {

    Abort(Shell shell) {
        super(shell);
    }

    @Override
    int run(Cluster cluster) {
        AppView app = seen(cluster);
        String wanted = app.wantedRevision();
        app.givenUp().filter(failure -> isFinal(app, failure)).ifPresent(failure -> {
            throw CliException.failed("nothing to abort: revision " + app.revisionName(wanted) + " has failed already ("
                    + failure.reason() + ")");
        });
        if (wanted.equals(app.currentRevision())) {
            throw CliException.failed("nothing to abort: revision " + app.revisionName(wanted)
                    + " is rolled out; to go back to an earlier one use kubectl cba undo " + name());
        }
        if (app.currentRevision().isEmpty()) {
            throw CliException.failed("nothing to go back to: no revision of " + name()
                    + " was ever rolled out; correct the spec, or delete it");
        }
        cluster.merge(name(), Annotations.patch(Map.of("cpubound.io/abort", wanted)));
        return done("gives up revision " + app.revisionName(wanted) + " and goes back to "
                + app.revisionName(app.currentRevision()));
    }

    /** A failure that only stopped the rollout leaves the way back to the user. */
    private static boolean isFinal(AppView app, Failure failure) {
        return failure.reason().equals("Aborted") || !app.isStopped();
    }
}
