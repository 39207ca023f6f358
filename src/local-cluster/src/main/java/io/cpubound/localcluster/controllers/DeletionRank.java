package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;

/**
 * Which pods a ReplicaSet gives up first: not scheduled before scheduled, pending before unknown before running, not ready before
 * ready, a lower deletion cost, more often restarted, then the younger (the real controller's {@code ActivePodsWithRanks}, without ranks by
 * node: there is one).
 */
final class DeletionRank {

    static final Comparator<Pod> FIRST_TO_GO = Comparator.comparing(
                    (Pod pod) -> pod.getSpec().getNodeName() != null)
            .thenComparing(DeletionRank::phase)
            .thenComparing(Pods::ready)
            .thenComparing(DeletionRank::cost)
            .thenComparing(DeletionRank::restarts, Comparator.reverseOrder())
            .thenComparing(pod -> String.valueOf(pod.getMetadata().getCreationTimestamp()), Comparator.reverseOrder());

    private DeletionRank() {}

    private static int phase(Pod pod) {
        String phase = pod.getStatus() == null
                ? "Pending"
                : String.valueOf(pod.getStatus().getPhase());
        return switch (phase) {
            case "Pending" -> 0;
            case "Running" -> 2;
            default -> 1;
        };
    }

    private static int cost(Pod pod) {
        String cost = pod.getMetadata().getAnnotations() == null
                ? null
                : pod.getMetadata().getAnnotations().get("controller.kubernetes.io/pod-deletion-cost");
        try {
            return cost == null ? 0 : Integer.parseInt(cost);
        } catch (NumberFormatException e) {
            return 0; // as the real one: a cost that is no number is none
        }
    }

    private static int restarts(Pod pod) {
        return pod.getStatus() == null
                ? 0
                : pod.getStatus().getContainerStatuses().stream()
                        .mapToInt(status -> status.getRestartCount() == null ? 0 : status.getRestartCount())
                        .max()
                        .orElse(0);
    }
}
