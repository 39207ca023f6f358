package io.cpubound.cli.command;

import io.cpubound.cli.api.CliException;
import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.view.AppView;
import io.cpubound.cli.view.AppView.Failure;
import java.util.Map;
import picocli.CommandLine.Command;

/** Forgets a failure. */
@Command(
        name = "retry",
        description =
                "Tries a failed revision once more, such as when the image is there by now, or the database is back.")
final class Retry extends AppCommand {

    Retry(Shell shell) {
        super(shell);
    }

    @Override
    int run(Cluster cluster) {
        AppView app = seen(cluster);
        Failure failure = app.failed()
                .orElseThrow(() -> CliException.failed("nothing to retry: no failure of " + name()
                        + " is remembered (it is " + app.summary() + "); see kubectl cba get " + name()));
        // The failure is named by its time, so a retry that comes late cannot forget another one.
        cluster.merge(name(), Annotations.patch(Map.of("cpubound.io/retry", failure.atText()), "cpubound.io/abort"));
        return done("tries revision " + app.revisionName(failure.revision()) + " once more, after " + failure.reason());
    }
}
