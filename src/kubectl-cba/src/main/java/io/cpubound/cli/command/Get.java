package io.cpubound.cli.command;

import io.cpubound.cli.api.AppObjects;
import io.cpubound.cli.api.AppWatch;
import io.cpubound.cli.api.CliException;
import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.view.AppView;
import io.cpubound.cli.view.Changes;
import io.cpubound.cli.view.Listing;
import io.cpubound.cli.view.Tree;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows an app as a tree, or lists all apps. */
@Command(
        name = "get",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Shows an app: revisions, slots with their pods, nginx, and what is awaited. Without a name: lists all.")
final class Get implements NamesAnApp, Callable<Integer> {

    /** Ages grow by seconds. */
    private static final Duration TICK = Duration.ofSeconds(1);

    private final Shell shell;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Parameters(arity = "0..1", paramLabel = "NAME", description = "The CpuBoundApp.")
    private @Nullable String name;

    @Option(
            names = {"-A", "--all-namespaces"},
            description = "Lists the apps of all namespaces.")
    private boolean allNamespaces;

    @Option(
            names = {"-w", "--watch"},
            description = "Goes on: redraws the tree on a terminal, else prints a line for each change.")
    private boolean watch;

    Get(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        if (name == null && watch) {
            throw CliException.usage("-w wants the NAME of an app; to watch all use kubectl get cba -w");
        }
        if (name != null && allNamespaces) {
            throw CliException.usage("-A lists the apps of all namespaces: leave out \"" + name + "\", or say -n");
        }
        try (Cluster cluster = connection.open()) {
            if (name == null) {
                list(cluster);
            } else if (watch) {
                watch(cluster, name);
            } else {
                AppView app = AppView.of(cluster.objects(name), now());
                shell.print(Tree.lines(app, shell.screen().paint(), now()));
            }
            return 0;
        }
    }

    @Override
    public ConnectionOptions connection() {
        return connection;
    }

    private void list(Cluster cluster) {
        List<GenericKubernetesResource> apps = cluster.apps(allNamespaces);
        if (apps.isEmpty()) {
            shell.err()
                    .println(
                            allNamespaces
                                    ? "No CpuBoundApp found: apply one, such as samples/cpu-bound-app.yaml"
                                    : "No CpuBoundApp found in namespace " + cluster.namespace()
                                            + ": see kubectl cba get -A for other namespaces");
            shell.err().flush();
            return;
        }
        shell.print(Listing.apps(apps, allNamespaces, shell.screen().paint(), now()));
    }

    private void watch(Cluster cluster, String app) {
        LiveText live = new LiveText(shell);
        Optional<AppView> before = Optional.empty();
        try (AppWatch watched = cluster.watch(app, true)) {
            while (true) {
                AppObjects objects =
                        watched.now().orElseThrow(() -> CliException.usage("CpuBoundApp \"" + app + "\" was deleted"));
                AppView view = AppView.of(objects, now());
                if (shell.screen().isTerminal()) {
                    live.show(Tree.lines(view, shell.screen().paint(), now()));
                } else {
                    shell.print(Changes.lines(before, view));
                }
                before = Optional.of(view);
                watched.awaitChange(TICK);
            }
        }
    }

    private Instant now() {
        return shell.clock().instant();
    }
}
