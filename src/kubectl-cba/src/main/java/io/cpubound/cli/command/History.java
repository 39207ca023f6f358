package io.cpubound.cli.command;

import io.cpubound.cli.api.CliException;
import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.view.AppView;
import io.cpubound.cli.view.Listing;
import io.cpubound.cli.view.RevisionView;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows an app's revisions. */
@Command(name = "history", description = "Lists the revisions of an app, or shows one.")
final class History extends AppCommand {

    @Option(names = "--revision", paramLabel = "N", description = "Shows that revision as YAML.")
    private @Nullable Long revision;

    History(Shell shell) {
        super(shell);
    }

    @Override
    int run(Cluster cluster) {
        AppView app = view(cluster);
        if (revision == null) {
            shell().print(Listing.history(
                    app, shell().screen().paint(), shell().clock().instant()));
            return 0;
        }
        Map<String, Object> template = find(app, revision).template().map();
        shell().print(cluster.yaml(template).replaceFirst("^---\n", "").stripTrailing());
        return 0;
    }

    /**
     * The revision of that number.
     *
     * @throws CliException when it is not kept; it tells which are
     */
    static RevisionView find(AppView app, long number) {
        List<RevisionView> revisions = app.revisions();
        return revisions.stream()
                .filter(kept -> kept.number() == number)
                .findFirst()
                .orElseThrow(() -> CliException.usage("revision " + number + " of " + app.name() + " is not kept: "
                        + (revisions.isEmpty()
                                ? "there is none"
                                : "there are "
                                        + revisions.stream()
                                                .map(kept -> Long.toString(kept.number()))
                                                .collect(Collectors.joining(", ")))));
    }
}
