package io.cpubound.cli.command;

import io.cpubound.cli.api.CliException;
import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.view.AppView;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A command about one app. */
@Command(
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:it cannot be done",
            "2:the command line makes no sense, or what it names does not exist"
        })
abstract class AppCommand implements NamesAnApp, Callable<Integer> {

    /** An operator that runs looks at a change within a moment. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final long PAUSE_MILLIS = 200;

    private final Shell shell;

    @Mixin
    private final ConnectionOptions connection = new ConnectionOptions();

    @Parameters(paramLabel = "NAME", description = "The CpuBoundApp.")
    private String name = "";

    AppCommand(Shell shell) {
        this.shell = shell;
    }

    abstract int run(Cluster cluster);

    @Override
    public final Integer call() {
        try (Cluster cluster = connection.open()) {
            return run(cluster);
        }
    }

    @Override
    public final ConnectionOptions connection() {
        return connection;
    }

    final Shell shell() {
        return shell;
    }

    final String name() {
        return name;
    }

    /** Says it as kubectl does. */
    final int done(String what) {
        shell.print("cpuboundapp.cpubound.io/" + name + " " + what);
        return 0;
    }

    final AppView view(Cluster cluster) {
        return AppView.of(cluster.withoutPods(name), shell.clock().instant());
    }

    /**
     * The app once the operator has looked at the last change of it; before, its status speaks of another revision.
     *
     * @throws CliException when the operator does not look
     */
    final AppView seen(Cluster cluster) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        AppView view = view(cluster);
        while (!view.isSeen()) {
            if (System.nanoTime() > end) {
                throw CliException.failed("the operator has not looked at the last change of " + name
                        + ": see that it runs (kubectl get pods -n cpubound-system), then try again");
            }
            pause();
            view = view(cluster);
        }
        return view;
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted");
        }
    }
}
