package io.cpubound.e2e.demo;

import io.cpubound.e2e.load.LoadReport;
import io.cpubound.e2e.load.LostRequest;
import io.cpubound.e2e.load.RequestKind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the demo came to.
 *
 * @param load what clients got; null when it did not come to that
 * @param rolloutSeconds from the change of the image to Ready; empty when it did not come to that
 * @param readyToServed of each new pod, from ready to its first answer through nginx
 * @param drains of each pod that left, from its mark to its deletion
 * @param failure why the scenario was not walked to its end
 */
record Summary(
        @Nullable LoadReport load,
        Optional<Double> rolloutSeconds,
        List<Duration> readyToServed,
        List<Duration> drains,
        Optional<String> failure) {

    private static final int LOSSES_SHOWN = 20;

    Summary {
        readyToServed = List.copyOf(readyToServed);
        drains = List.copyOf(drains);
    }

    /** Whether the whole scenario was walked, under load, and nothing was lost. */
    boolean ok() {
        return failure.isEmpty() && rolloutSeconds.isPresent() && load != null && load.sent() > 0 && load.lost() == 0;
    }

    /** The line that scripts read. */
    String lastLine() {
        return String.format(
                Locale.ROOT,
                "demo: sent=%d lost=%d rollout=%.1fs result=%s",
                load == null ? 0 : load.sent(),
                load == null ? 0 : load.lost(),
                rolloutSeconds.orElse(0.0),
                ok() ? "ok" : "failed");
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        failure.ifPresent(why -> lines.add("  failed           " + why));
        if (load == null) {
            return lines;
        }
        lines.add("  sent             " + load.sent() + " ("
                + load.sentByKind().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey().words() + ": " + entry.getValue())
                        .collect(Collectors.joining("; "))
                + ")");
        lines.add("  answered         " + load.answered() + " ("
                + load.answeredByVersion().entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> "version " + entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining("; "))
                + ")");
        lines.add("  lost             " + load.lost() + lostByKind(load.lostByKind()));
        load.losses().stream().limit(LOSSES_SHOWN).map(LostRequest::toString).forEach(loss -> lines.add("    " + loss));
        if (load.lost() > LOSSES_SHOWN) {
            lines.add("    and " + (load.lost() - LOSSES_SHOWN) + " more");
        }
        rolloutSeconds.ifPresent(
                seconds -> lines.add(String.format(Locale.ROOT, "  rollout          %.1f s", seconds)));
        lines.add("  ready to served  " + spread(readyToServed)
                + " (a new pod: from ready to its first answer through nginx)");
        lines.add("  drain            " + spread(drains) + " (a pod that leaves: from its mark to its deletion)");
        lines.add(String.format(
                Locale.ROOT,
                "  latency          p50 %d ms, p99 %d ms, at most %d ms (the slow ones: p50 %d ms, at most %d ms)",
                load.shortLatency().p50().toMillis(),
                load.shortLatency().p99().toMillis(),
                load.shortLatency().max().toMillis(),
                load.slowLatency().p50().toMillis(),
                load.slowLatency().max().toMillis()));
        if (load.late() > 0) {
            lines.add("  the generator    began " + load.late() + " requests over 50 ms late, at most "
                    + load.latest().toMillis() + " ms: this machine is short of CPU");
        }
        return lines;
    }

    private static String lostByKind(Map<RequestKind, Long> lost) {
        return lost.isEmpty()
                ? ""
                : lost.entrySet().stream()
                        .sorted(Map.Entry.comparingByKey())
                        .map(entry -> entry.getKey().words() + ": " + entry.getValue())
                        .collect(Collectors.joining("; ", " (", ")"));
    }

    private static String spread(List<Duration> sorted) {
        if (sorted.isEmpty()) {
            return "none";
        }
        return String.format(
                Locale.ROOT,
                "%.1f to %.1f s, median %.1f s, of %d pods",
                seconds(sorted.get(0)),
                seconds(sorted.get(sorted.size() - 1)),
                seconds(sorted.get(sorted.size() / 2)),
                sorted.size());
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }
}
