package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a pod's status says. */
final class Pods {

    private Pods() {}

    static boolean ended(Pod pod) {
        String phase = pod.getStatus() == null ? null : pod.getStatus().getPhase();
        return "Succeeded".equals(phase) || "Failed".equals(phase);
    }

    static boolean terminating(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() != null;
    }

    static boolean ready(Pod pod) {
        return readyCondition(pod).isPresent();
    }

    private static Optional<PodCondition> readyCondition(Pod pod) {
        return Optional.ofNullable(pod.getStatus()).flatMap(status -> status.getConditions().stream()
                .filter(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()))
                .findFirst());
    }

    /** How long it must still stay ready to be available; empty when it is not ready, zero when it is available. */
    static Optional<Duration> untilAvailable(Pod pod, int minReadySeconds, Instant now) {
        return readyCondition(pod).map(condition -> {
            if (minReadySeconds <= 0 || condition.getLastTransitionTime() == null) {
                return Duration.ZERO;
            }
            Instant since = Instant.parse(condition.getLastTransitionTime()).plusSeconds(minReadySeconds);
            return since.isAfter(now) ? Duration.between(now, since) : Duration.ZERO;
        });
    }
}
