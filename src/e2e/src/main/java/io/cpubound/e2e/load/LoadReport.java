package io.cpubound.e2e.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What came of the load so far.
 *
 * @param sent requests that were begun
 * @param answered of these, answered with the right hash
 * @param lost of these, not; what is neither is under way
 * @param losses the first 1000 lost ones, in the order in which the losses were known
 * @param answeredByVersion right answers by the version that gave them
 * @param sentByKind requests by kind
 * @param lostByKind lost ones by kind
 * @param shortLatency of the answers that were not held, from when they were due
 * @param slowLatency of those that were held
 * @param firstAnswerOfPod when each pod's first right answer arrived
 * @param late requests that the generator itself began over 50 ms after they were due
 * @param latest the longest such delay
 */
public record LoadReport(
        long sent,
        long answered,
        long lost,
        List<LostRequest> losses,
        Map<String, Long> answeredByVersion,
        Map<RequestKind, Long> sentByKind,
        Map<RequestKind, Long> lostByKind,
        Latency shortLatency,
        Latency slowLatency,
        Map<String, Instant> firstAnswerOfPod,
        long late,
        Duration latest) {

    public LoadReport {
        losses = List.copyOf(losses);
        answeredByVersion = Map.copyOf(answeredByVersion);
        sentByKind = Map.copyOf(sentByKind);
        lostByKind = Map.copyOf(lostByKind);
        firstAnswerOfPod = Map.copyOf(firstAnswerOfPod);
    }

    /** How long answers took; all zero when there were none. */
    public record Latency(Duration p50, Duration p99, Duration max) {}
}
