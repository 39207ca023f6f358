package io.cpubound.operator.observe;

import io.cpubound.operator.resources.AppPod;
import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.PodView.Stage;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads one pod's state. */
final class PodReading {

    /** Waiting for these is the way of things. */
    private static final Set<String> NORMAL = Set.of("ContainerCreating", "PodInitializing");

    private static final String OUT_OF_MEMORY = "OOMKilled";

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
        Stage stage = stage(pod);
        if (stage == Stage.FAILED) {
            return Optional.of(new PodProblem(
                    Objects.requireNonNullElse(status(pod).getReason(), "Failed"),
                    Objects.requireNonNullElse(
                            status(pod).getMessage(),
                            "its phase is " + status(pod).getPhase()),
                    created(pod),
                    0));
        }
        if (stage != Stage.STARTING) {
            return Optional.empty();
        }
        return Stream.concat(
                        status(pod).getInitContainerStatuses().stream().filter(init -> !isDone(init)),
                        status(pod).getContainerStatuses().stream())
                .flatMap(container -> problem(container, created(pod)).stream())
                .findFirst()
                .or(() -> unverified(pod))
                .or(() -> unscheduled(pod));
    }

    /** An init container has done its work when it ends well. */
    private static boolean isDone(ContainerStatus init) {
        ContainerStateTerminated ended = terminated(init.getState());
        return ended != null && Integer.valueOf(0).equals(ended.getExitCode());
    }

    /** When the API server made it. */
    static Instant created(Pod pod) {
        return time(pod.getMetadata().getCreationTimestamp()).orElse(Instant.EPOCH);
    }

    private static Optional<PodProblem> problem(ContainerStatus container, Instant created) {
        ContainerState state = container.getState();
        int restarts = Objects.requireNonNullElse(container.getRestartCount(), 0);
        ContainerStateTerminated before = terminated(container.getLastState());
        ContainerStateWaiting waiting = state == null ? null : state.getWaiting();
        if (waiting != null && waiting.getReason() != null && !NORMAL.contains(waiting.getReason())) {
            boolean outOfMemory = before != null && OUT_OF_MEMORY.equals(before.getReason());
            return Optional.of(new PodProblem(
                    outOfMemory ? OUT_OF_MEMORY : waiting.getReason(),
                    before != null ? ended(before) : Objects.requireNonNullElse(waiting.getMessage(), ""),
                    before != null ? time(before.getFinishedAt()).orElse(created) : created,
                    restarts));
        }
        ContainerStateTerminated ended = terminated(state);
        if (ended == null) {
            // Started again and not ready: why it was is what is wrong with it, until it gets ready.
            ended = restarts > 0 ? before : null;
        }
        if (ended == null) {
            return Optional.empty();
        }
        return Optional.of(new PodProblem(
                Objects.requireNonNullElse(ended.getReason(), "Error"),
                ended(ended),
                time(ended.getFinishedAt()).orElse(created),
                restarts));
    }

    private static String ended(ContainerStateTerminated ended) {
        String message = Objects.requireNonNullElse(ended.getMessage(), "").strip();
        int from = Math.max(message.lastIndexOf('\n') + 1, message.length() - 300);
        return "it ended with exit code " + ended.getExitCode()
                + (message.isEmpty() ? "" : ", saying: " + message.substring(from));
    }

    private static @Nullable ContainerStateTerminated terminated(@Nullable ContainerState state) {
        return state == null ? null : state.getTerminated();
    }

    private static Optional<PodProblem> unscheduled(Pod pod) {
        return condition(pod, "PodScheduled")
                .filter(condition -> "False".equals(condition.getStatus()))
                .map(condition -> new PodProblem(
                        Objects.requireNonNullElse(condition.getReason(), "Unschedulable"),
                        Objects.requireNonNullElse(condition.getMessage(), ""),
                        time(condition.getLastTransitionTime()).orElse(created(pod)),
                        0));
    }

    private static Optional<PodProblem> unverified(Pod pod) {
        return condition(pod, AppPod.VERIFIED)
                .filter(condition -> "False".equals(condition.getStatus()))
                .map(condition -> new PodProblem(
                        PodProblem.VERIFICATION_FAILED,
                        condition.getReason() + ": " + condition.getMessage(),
                        time(condition.getLastTransitionTime()).orElse(created(pod)),
                        0));
    }

    private static Optional<PodCondition> condition(Pod pod, String type) {
        return status(pod).getConditions().stream()
                .filter(condition -> type.equals(condition.getType()))
                .findFirst();
    }

    private static PodStatus status(Pod pod) {
        return pod.getStatus() == null ? new PodStatus() : pod.getStatus();
    }
}
