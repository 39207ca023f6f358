package io.cpubound.cli.command;

import io.cpubound.cli.api.CliException;
import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.view.AppView;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes away what holds a rollout. */
@Command(
        name = "promote",
        description =
                "Lets the rollout go to its end: no partition, not paused; also in a freeze with --override-freeze.")
final class Promote extends AppCommand {

    @Option(names = "--override-freeze", description = "This revision may roll in spite of a freeze: for emergencies.")
    private boolean overrideFreeze;

    Promote(Shell shell) {
        super(shell);
    }

    @Override
    int run(Cluster cluster) {
        AppView app = seen(cluster);
        nothingToPromote(app).ifPresent(why -> {
            throw CliException.failed("nothing to promote: " + why);
        });
        Map<String, Object> rollout = new LinkedHashMap<>();
        rollout.put("partition", 0);
        rollout.put("paused", false);
        if (overrideFreeze) {
            if (app.wantedRevision().isEmpty()) {
                throw CliException.failed(
                        "status.updateRevision of " + name() + " is empty: see that the operator runs, then try again");
            }
            rollout.put("freezeOverride", app.wantedRevision());
        }
        cluster.merge(name(), Map.of("spec", Map.of("rollout", rollout)));
        String frozen = overrideFreeze
                ? ""
                : app.status()
                        .text("frozenUntil")
                        .map(until -> ", once the freeze is over (" + until + "; --override-freeze does not wait)")
                        .orElse("");
        return done("promoted" + frozen);
    }

    private Optional<String> nothingToPromote(AppView app) {
        String wanted = app.wantedRevision();
        String revision = "revision " + app.revisionName(wanted);
        Optional<String> failed = app.givenUp()
                .map(failure -> revision + " has failed (" + failure.reason()
                        + "): correct the spec, or try it once more with kubectl cba retry " + name());
        if (failed.isPresent()) {
            return failed;
        }
        // A pause or a partition may stand in the spec for the next rollout, and is not to get lost.
        if (!wanted.isEmpty() && wanted.equals(app.currentRevision())) {
            return Optional.of(revision + " is rolled out");
        }
        boolean isHeld = app.spec().isTrue("rollout", "paused") || app.spec().number("rollout", "partition") > 0;
        if (isHeld || overrideFreeze) {
            return Optional.empty();
        }
        return Optional.of("the rollout is neither paused nor partitioned"
                + app.status()
                        .text("frozenUntil")
                        .map(until -> ", and a freeze holds it until " + until + ": --override-freeze does not wait")
                        .orElse(" (it is " + app.summary() + ")"));
    }
}
