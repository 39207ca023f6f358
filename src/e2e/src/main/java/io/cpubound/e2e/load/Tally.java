package io.cpubound.e2e.load;

import io.cpubound.e2e.load.LoadReport.Latency;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Counts what comes of the requests. Each request is counted as begun once, and once as answered or lost. */
final class Tally {

    private static final int LOSSES_KEPT = 1000;
    private static final Duration LATE = Duration.ofMillis(50);

    private long sent;
    private long answered;
    private long lost;
    private long late;
    private Duration latest = Duration.ZERO;
    private final List<LostRequest> losses = new ArrayList<>();
    private final Map<String, Long> byVersion = new HashMap<>();
    private final Map<RequestKind, Long> sentByKind = new EnumMap<>(RequestKind.class);
    private final Map<RequestKind, Long> lostByKind = new EnumMap<>(RequestKind.class);
    private final Map<String, Instant> firstAnswerOfPod = new HashMap<>();
    private final Samples shortOnes = new Samples();
    private final Samples slowOnes = new Samples();

    synchronized void begun(RequestKind kind, Duration lateness) {
        sent++;
        sentByKind.merge(kind, 1L, Long::sum);
        if (lateness.compareTo(LATE) > 0) {
            late++;
        }
        if (lateness.compareTo(latest) > 0) {
            latest = lateness;
        }
    }

    synchronized void answered(RequestKind kind, Duration latency, String version, String pod, Instant at) {
        answered++;
        byVersion.merge(version, 1L, Long::sum);
        firstAnswerOfPod.putIfAbsent(pod, at);
        (kind.slow() ? slowOnes : shortOnes).add(latency);
    }

    synchronized void lost(LostRequest loss) {
        lost++;
        lostByKind.merge(loss.kind(), 1L, Long::sum);
        if (losses.size() < LOSSES_KEPT) {
            losses.add(loss);
        }
    }

    synchronized long underWay() {
        return sent - answered - lost;
    }

    synchronized LoadReport report() {
        return new LoadReport(
                sent,
                answered,
                lost,
                losses,
                byVersion,
                sentByKind,
                lostByKind,
                shortOnes.latency(),
                slowOnes.latency(),
                firstAnswerOfPod,
                late,
                latest);
    }

    /** Latencies in microseconds. */
    private static final class Samples {
        private int[] micros = new int[1024];
        private int count;

        void add(Duration latency) {
            if (count == micros.length) {
                micros = Arrays.copyOf(micros, count * 2);
            }
            micros[count++] = (int) Math.min(Integer.MAX_VALUE, latency.toNanos() / 1000);
        }

        Latency latency() {
            int[] sorted = Arrays.copyOf(micros, count);
            Arrays.sort(sorted);
            return new Latency(at(sorted, 0.5), at(sorted, 0.99), at(sorted, 1));
        }

        private static Duration at(int[] sorted, double share) {
            if (sorted.length == 0) {
                return Duration.ZERO;
            }
            int rank = (int) Math.ceil(share * sorted.length);
            return Duration.ofNanos(sorted[Math.max(0, rank - 1)] * 1000L);
        }
    }
}
