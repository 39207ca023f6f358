package io.cpubound.cli.view;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What has changed between two looks, a line for each: for logs and pipes, where a tree cannot be redrawn. */
public final class Changes {

    private Changes() {}

    /** The first look, {@code before} being empty, tells everything. */
    public static List<String> lines(Optional<AppView> before, AppView after) {
        List<String> lines = new ArrayList<>();
        if (!before.map(Changes::head).equals(Optional.of(head(after)))) {
            lines.add(head(after));
        }
        Map<String, PodView> old = before.map(Changes::pods).orElse(Map.of());
        for (PodView pod : after.pods()) {
            PodView was = old.get(pod.name());
            if (was == null || !state(was).equals(state(pod)) || was.restarts() != pod.restarts()) {
                lines.add(pod(after, pod, state(pod)));
            }
        }
        Map<String, PodView> now = pods(after);
        before.map(AppView::pods).orElse(List.of()).stream()
                .filter(pod -> !now.containsKey(pod.name()))
                .forEach(pod -> lines.add(pod(after, pod, "gone")));
        if (!before.map(Changes::nginx).equals(Optional.of(nginx(after)))) {
            lines.add(nginx(after));
        }
        return lines;
    }

    /** The app in one line. */
    public static String head(AppView app) {
        String failed = app.failed()
                .map(failure -> "; failed: " + app.revisionName(failure.revision()) + " " + failure.text())
                .orElse("");
        return app.name() + "  " + app.summary() + "  " + app.message() + failed;
    }

    private static String pod(AppView app, PodView pod, String state) {
        String restarts = pod.restarts() == 0 ? "" : "  restarts " + pod.restarts();
        return "  slot " + pod.slot() + "  " + app.revisionName(pod.revision()) + "  " + pod.name() + "  " + state
                + restarts;
    }

    private static String state(PodView pod) {
        return pod.state().word() + (pod.reason().isEmpty() ? "" : "  " + pod.reason());
    }

    private static String nginx(AppView app) {
        String upstream = app.upstream().isEmpty() ? "nothing" : String.join(", ", app.upstream());
        return "  nginx lists " + upstream + "; proxies synced "
                + app.status().number("proxies", "synced") + " of "
                + app.status().number("proxies", "total");
    }

    private static Map<String, PodView> pods(AppView app) {
        return app.pods().stream().collect(Collectors.toMap(PodView::name, Function.identity(), (one, other) -> one));
    }
}
