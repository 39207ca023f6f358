package io.cpubound.operator.observe;

import io.cpubound.operator.resources.AppPod;
import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.PodView.Stage;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads one pod's state. */
final class PodReading {

    /** A pod whose revision is not given up for it (a lost pod that was made again) is asked again. */
    private static final Duration VERIFIED_AGAIN_AFTER = Duration.ofSeconds(30);

    /** By then the kubelet has killed what did not end by itself, unless it is gone. */
    private static final Duration OVERDUE_AFTER = Duration.ofSeconds(30);

    private PodReading() {}

    /** The same, and whether it should have been gone long ago: the deletion's time has the grace period in it. */
    static Stage stage(Pod pod, Instant now) {
        boolean overdue = time(pod.getMetadata().getDeletionTimestamp())
                .filter(due -> due.plus(OVERDUE_AFTER).isBefore(now))
                .isPresent();
        return overdue ? Stage.OVERDUE : stage(pod);
    }

    static Stage stage(Pod pod) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return Stage.TERMINATING;
        }
        String phase = status(pod).getPhase();
        if ("Failed".equals(phase) || "Succeeded".equals(phase)) {
            return Stage.FAILED;
        }
        return isTrue(pod, "Ready") ? Stage.READY : Stage.STARTING;
    }

    static boolean isTrue(Pod pod, String type) {
        return condition(pod, type)
                .filter(condition -> "True".equals(condition.getStatus()))
                .isPresent();
    }

    static Optional<Instant> readySince(Pod pod) {
        return condition(pod, "Ready")
                .filter(condition -> "True".equals(condition.getStatus()))
                .flatMap(condition -> time(condition.getLastTransitionTime()));
    }

    static Optional<Instant> unreadySince(Pod pod) {
        return condition(pod, "Ready")
                .filter(condition -> !"True".equals(condition.getStatus()))
                .flatMap(condition -> time(condition.getLastTransitionTime()));
    }

    /** Its containers are ready, and it waits for the answer that proves it; a failed answer is asked for again after a while. */
    static boolean verificationDue(Pod pod, Instant now) {
        boolean gated = pod.getSpec().getReadinessGates().stream()
                .anyMatch(gate -> AppPod.VERIFIED.equals(gate.getConditionType()));
        Optional<PodCondition> verdict = condition(pod, AppPod.VERIFIED);
        boolean old = verdict.filter(condition -> "False".equals(condition.getStatus()))
                .flatMap(condition -> time(condition.getLastTransitionTime()))
                .filter(since -> since.plus(VERIFIED_AGAIN_AFTER).isBefore(now))
                .isPresent();
        boolean open = verdict.map(condition -> "Unknown".equals(condition.getStatus()))
                .orElse(true);
        return gated && (open || old) && stage(pod) == Stage.STARTING && isTrue(pod, "ContainersReady");
    }

    /** Whether no container of it runs any more, or ever will. */
    static boolean isGone(Pod pod) {
        String phase = status(pod).getPhase();
        if ("Failed".equals(phase) || "Succeeded".equals(phase)) {
            return true;
        }
        List<ContainerStatus> containers = status(pod).getContainerStatuses();
        return pod.getMetadata().getDeletionTimestamp() != null
                && containers.stream().allMatch(container -> terminated(container.getState()) != null);
    }

    static Optional<Instant> time(@Nullable String text) {
        try {
            return text == null ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }

    /** Why the pod does not get ready, as far as the API tells; empty while it just starts. */
    static Optional<PodProblem> problem(Pod pod) {
        return PodTrouble.of(pod).map(PodTrouble::problem);
    }

    /** When the API server made it. */
    static Instant created(Pod pod) {
        return time(pod.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
    }

    static @Nullable ContainerStateTerminated terminated(@Nullable ContainerState state) {
        return state == null ? null : state.getTerminated();
    }

    static Optional<PodCondition> condition(Pod pod, String type) {
        return status(pod).getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    static PodStatus status(Pod pod) {
        return pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    }
}
