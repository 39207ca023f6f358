package io.cpubound.operator.observe;

import io.cpubound.operator.proxy.ProxyReport;
import io.cpubound.rollout.PodView.PodProblem;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Optional;

/**
 * One nginx pod, as observed.
 *
 * @param pod as cached, never changed
 * @param gateOpen its readiness gate was opened: from then on it may have served, and so it counts
 * @param gone no container of it runs any more
 * @param published its endpoint is there and ready: clients reach it through the Service
 * @param leftOut why it does not count although its gate is open: unready for long and silent, or lost with its node
 * @param report its last answer
 * @param problem why it does not get ready, as far as the API tells
 */
public record ProxyView(
        Pod pod,
        boolean gateOpen,
        boolean gone,
        boolean published,
        Optional<String> leftOut,
        Optional<ProxyReport> report,
        Optional<PodProblem> problem) {

    public String name() {
        return pod.getMetadata().getName();
    }

    public String uid() {
        return pod.getMetadata().getUid();
    }

    public boolean terminating() {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    /** Whether clients reach it. */
    public boolean serves() {
        return counts() && published && !terminating() && PodReading.isTrue(pod, "Ready");
    }

    /** Whether a handshake needs its answer. */
    public boolean counts() {
        return gateOpen && !gone && leftOut.isEmpty();
    }
}
