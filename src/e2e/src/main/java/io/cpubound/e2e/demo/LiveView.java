package io.cpubound.e2e.demo;

import io.cpubound.e2e.cluster.AppView;
import io.cpubound.e2e.cluster.AppView.PodLine;
import io.cpubound.e2e.cluster.AppView.PodState;
import io.cpubound.e2e.demo.Screen.Colour;
import io.cpubound.e2e.load.LoadGenerator;
import io.cpubound.e2e.load.LoadReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Shows an app while it changes: its pods, whom nginx lists, what is awaited, and what clients get meanwhile. */
final class LiveView implements Consumer<AppView> {

    private final Screen screen;
    private final String title;
    private final @Nullable LoadGenerator load;
    private final long began = System.nanoTime();
    private long lastSent;
    private long lastLook = began;
    private double perSecond;

    /** A view of one step. Without a load it shows none. */
    LiveView(Screen screen, String title, @Nullable LoadGenerator load) {
        this.screen = screen;
        this.title = title;
        this.load = load;
        screen.say("");
        screen.say(screen.in(Colour.BOLD, title));
        if (load != null) {
            lastSent = load.report().sent();
        }
    }

    @Override
    public void accept(AppView view) {
        LoadReport report = load == null ? null : load.report();
        if (screen.redraws()) {
            screen.draw(frame(view, report));
        } else {
            String losses = report == null ? "" : " | lost " + report.lost();
            screen.onChange(
                    clock() + (report == null ? "" : " sent " + report.sent()),
                    " | " + states(view) + " | " + awaits(view) + losses);
        }
    }

    /** Seconds since this step began. */
    double seconds() {
        return Duration.ofNanos(System.nanoTime() - began).toMillis() / 1000.0;
    }

    private String clock() {
        return String.format(Locale.ROOT, "%6.1f s", seconds());
    }

    private List<String> frame(AppView view, @Nullable LoadReport report) {
        List<String> lines = new ArrayList<>();
        int longest =
                view.pods().stream().mapToInt(pod -> pod.name().length()).max().orElse(0);
        for (PodLine pod : view.pods()) {
            lines.add("  slot %s  %s  %s  %s"
                    .formatted(
                            pod.slot(),
                            padded(pod.name(), longest),
                            screen.in(pod.image().equals(view.image()) ? Colour.CYAN : Colour.GREY, version(pod)),
                            screen.in(colour(pod.state()), "● " + pod.state().word())
                                    + (pod.detail().isEmpty() ? "" : " " + pod.detail())));
        }
        lines.add("");
        lines.add("  nginx    lists " + (view.upstream().isEmpty() ? "nobody" : String.join(" ", view.upstream())));
        lines.add("           " + view.proxiesSynced() + " of " + view.proxies() + " proxies run that");
        lines.add("  status   " + awaits(view));
        if (report != null) {
            measure(report);
            lines.add("  load     " + String.format(Locale.ROOT, "%.0f requests/s, %d sent, ", perSecond, report.sent())
                    + screen.in(report.lost() == 0 ? Colour.GREEN : Colour.RED, report.lost() + " lost")
                    + ", by version " + versions(report));
        }
        lines.add("  " + screen.in(Colour.GREY, clock().strip()));
        return lines;
    }

    /** Over the last half second or more, as shorter looks would flicker. */
    private void measure(LoadReport report) {
        double elapsed = (System.nanoTime() - lastLook) / 1e9;
        if (elapsed >= 0.5) {
            perSecond = (report.sent() - lastSent) / elapsed;
            lastSent = report.sent();
            lastLook = System.nanoTime();
        }
    }

    private static String versions(LoadReport report) {
        return report.answeredByVersion().entrySet().stream()
                .sorted(java.util.Map.Entry.comparingByKey())
                .map(entry -> entry.getKey() + ": " + entry.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String states(AppView view) {
        return view.pods().stream()
                        .map(pod -> pod.slot() + ":" + version(pod) + " "
                                + pod.state().word() + (pod.detail().isEmpty() ? "" : " (" + pod.detail() + ")"))
                        .collect(Collectors.joining(", "))
                + " | nginx lists " + view.upstream().size() + ", " + view.proxiesSynced() + "/" + view.proxies()
                + " synced";
    }

    private static String awaits(AppView view) {
        return view.ready() ? "Ready" : view.message();
    }

    private static String version(PodLine pod) {
        return pod.image().substring(pod.image().lastIndexOf(':') + 1);
    }

    private static Colour colour(PodState state) {
        return switch (state) {
            case SERVING -> Colour.GREEN;
            case STARTING, READY -> Colour.BLUE;
            case DRAINING -> Colour.YELLOW;
            case ENDING -> Colour.GREY;
            case FAILING -> Colour.RED;
        };
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    String title() {
        return title;
    }
}
