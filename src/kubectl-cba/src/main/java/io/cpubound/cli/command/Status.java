package io.cpubound.cli.command;

import io.cpubound.cli.api.AppWatch;
import io.cpubound.cli.api.CliException;
import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.view.AppView;
import io.cpubound.cli.view.Outcome;
import java.time.Duration;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Waits for a rollout: {@code rollout status} for pipelines. */
@Command(
        name = "status",
        description = "Waits until the spec as it is now is rolled out, or has failed. For pipelines.",
        exitCodeList = {
            "0:rolled out",
            "1:the rollout failed, was rolled back, makes no progress, or is held at another image by spec.rollout.undoTo;"
                    + " standard error says why",
            "2:the command line makes no sense, or there is no such app",
            "3:the time was over first"
        })
final class Status extends AppCommand {

    private static final Duration TICK = Duration.ofSeconds(1);

    @Option(
            names = {"-w", "--watch"},
            arity = "0..1",
            defaultValue = "true",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "With --watch=false: tells how it is now, without waiting (exit code 3 while under way).")
    private boolean watch;

    @Option(
            names = "--timeout",
            defaultValue = "0",
            converter = DurationConverter.class,
            paramLabel = "DURATION",
            description = "How long to wait, such as 90s, 5m or 1h30m. Default 0: until it is decided.")
    private Duration timeout = Duration.ZERO;

    Status(Shell shell) {
        super(shell);
    }

    @Override
    int run(Cluster cluster) {
        if (!watch) {
            return end(Outcome.of(view(cluster)), "");
        }
        Instant end = timeout.isZero() ? Instant.MAX : now().plus(timeout);
        try (AppWatch watched = cluster.watch(name(), false)) {
            String shown = "";
            while (true) {
                Outcome outcome = Outcome.of(app(cluster, watched));
                switch (outcome.state()) {
                    case DONE, FAILED -> {
                        return end(outcome, "");
                    }
                    case GOING_BACK, UNDER_WAY -> {
                        if (!now().isBefore(end)) {
                            return end(outcome, "not rolled out within " + DurationConverter.text(timeout) + ": ");
                        }
                    }
                }
                if (!outcome.text().equals(shown)) {
                    shell().print(outcome.text());
                    shown = outcome.text();
                }
                watched.awaitChange(TICK);
            }
        }
    }

    private AppView app(Cluster cluster, AppWatch watched) {
        AppView app = watched.now()
                .map(objects -> AppView.of(objects, now()))
                .orElseThrow(() -> CliException.usage("CpuBoundApp \"" + name() + "\" was deleted"));
        // What a revision of the history consists of, its object tells. Only then: a pipeline need not be allowed to
        // read these.
        return app.isReady() && app.isPinned() ? view(cluster) : app;
    }

    private int end(Outcome outcome, String late) {
        return switch (outcome.state()) {
            case DONE -> {
                shell().print(outcome.text());
                yield 0;
            }
            // A failure is known even when the way back is longer than the time.
            case FAILED, GOING_BACK -> error(outcome.text(), CliException.FAILED);
            case UNDER_WAY -> error(late + outcome.text(), CliException.TIMEOUT);
        };
    }

    private int error(String text, int exitCode) {
        shell().err().println("error: " + text);
        shell().err().flush();
        return exitCode;
    }

    private Instant now() {
        return shell().clock().instant();
    }
}
