package io.cpubound.cli.command;

import io.cpubound.cli.api.CliException;
import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.view.AppView;
import java.util.LinkedHashMap;
import java.util.Map;
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
        Map<String, Object> rollout = new LinkedHashMap<>();
        rollout.put("partition", 0);
        rollout.put("paused", false);
        AppView app = overrideFreeze ? seen(cluster) : view(cluster);
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
}
