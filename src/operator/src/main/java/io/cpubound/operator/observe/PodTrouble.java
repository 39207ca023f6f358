package io.cpubound.operator.observe;

import io.cpubound.operator.resources.AppPod;
import io.cpubound.rollout.Gravity;
import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.PodView.Stage;
import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.time.Instant;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Why a pod does not get ready, as far as the API tells.
 *
 * @param container the one that shows it; empty when it is the pod's as a whole
 */
record PodTrouble(PodProblem problem, Optional<String> container) {

    /** Waiting for these is the way of things. */
    private static final Set<String> NORMAL = Set.of("ContainerCreating", "PodInitializing");

    private static final String OUT_OF_MEMORY = "OOMKilled";

    /** The gravest; of equally grave ones that of the container which is started first. Empty while the pod just starts. */
    static Optional<PodTrouble> of(Pod pod) {
        Stage stage = PodReading.stage(pod);
        if (stage == Stage.FAILED) {
            return Optional.of(ofThePod(ended(pod)));
        }
        return stage == Stage.STARTING
                ? all(pod).min(Comparator.comparing(trouble -> Gravity.of(trouble.problem)))
                : Optional.empty();
    }

    private static Stream<PodTrouble> all(Pod pod) {
        PodStatus status = PodReading.status(pod);
        Stream<PodTrouble> ofContainers = Stream.concat(
                        status.getInitContainerStatuses().stream().filter(init -> !isDone(init)),
                        status.getContainerStatuses().stream())
                .flatMap(container -> problem(container, PodReading.created(pod)).stream()
                        .map(problem -> new PodTrouble(problem, Optional.of(container.getName()))));
        return Stream.concat(
                ofContainers,
                Stream.of(unverified(pod), unscheduled(pod))
                        .flatMap(Optional::stream)
                        .map(PodTrouble::ofThePod));
    }

    private static PodTrouble ofThePod(PodProblem problem) {
        return new PodTrouble(problem, Optional.empty());
    }

    private static PodProblem ended(Pod pod) {
        PodStatus status = PodReading.status(pod);
        return new PodProblem(
                Objects.requireNonNullElse(status.getReason(), "Failed"),
                Objects.requireNonNullElse(status.getMessage(), "its phase is " + status.getPhase()),
                PodReading.created(pod),
                0);
    }

    /** An init container has done its work when it ends well. */
    private static boolean isDone(ContainerStatus init) {
        ContainerStateTerminated ended = PodReading.terminated(init.getState());
        return ended != null && Integer.valueOf(0).equals(ended.getExitCode());
    }

    private static Optional<PodProblem> problem(ContainerStatus container, Instant created) {
        ContainerState state = container.getState();
        int restarts = Objects.requireNonNullElse(container.getRestartCount(), 0);
        ContainerStateTerminated before = PodReading.terminated(container.getLastState());
        ContainerStateWaiting waiting = state == null ? null : state.getWaiting();
        if (waiting != null && waiting.getReason() != null && !NORMAL.contains(waiting.getReason())) {
            boolean outOfMemory = before != null && OUT_OF_MEMORY.equals(before.getReason());
            return Optional.of(new PodProblem(
                    outOfMemory ? OUT_OF_MEMORY : waiting.getReason(),
                    before != null ? ended(before) : Objects.requireNonNullElse(waiting.getMessage(), ""),
                    before != null ? PodReading.time(before.getFinishedAt()).orElse(created) : created,
                    restarts));
        }
        ContainerStateTerminated ended = PodReading.terminated(state);
        if (ended == null) {
            ended = beforeItWasStartedAgain(container, restarts);
        }
        if (ended == null) {
            return Optional.empty();
        }
        return Optional.of(new PodProblem(
                Objects.requireNonNullElse(ended.getReason(), "Error"),
                ended(ended),
                PodReading.time(ended.getFinishedAt()).orElse(created),
                restarts));
    }

    /** Why it was started again is what is wrong with it, until it gets ready: from then on it keeps nobody from anything. */
    private static @Nullable ContainerStateTerminated beforeItWasStartedAgain(ContainerStatus container, int restarts) {
        boolean ready = Boolean.TRUE.equals(container.getReady());
        return restarts > 0 && !ready ? PodReading.terminated(container.getLastState()) : null;
    }

    private static String ended(ContainerStateTerminated ended) {
        String message = Objects.requireNonNullElse(ended.getMessage(), "").strip();
        int from = Math.max(message.lastIndexOf('\n') + 1, message.length() - 300);
        return "it ended with exit code " + ended.getExitCode()
                + (message.isEmpty() ? "" : ", saying: " + message.substring(from));
    }

    private static Optional<PodProblem> unscheduled(Pod pod) {
        return PodReading.condition(pod, "PodScheduled")
                .filter(condition -> "False".equals(condition.getStatus()))
                .map(condition -> new PodProblem(
                        Objects.requireNonNullElse(condition.getReason(), "Unschedulable"),
                        Objects.requireNonNullElse(condition.getMessage(), ""),
                        PodReading.time(condition.getLastTransitionTime()).orElse(PodReading.created(pod)),
                        0));
    }

    private static Optional<PodProblem> unverified(Pod pod) {
        return PodReading.condition(pod, AppPod.VERIFIED)
                .filter(condition -> "False".equals(condition.getStatus()))
                .map(condition -> new PodProblem(
                        PodProblem.VERIFICATION_FAILED,
                        condition.getReason() + ": " + condition.getMessage(),
                        PodReading.time(condition.getLastTransitionTime()).orElse(PodReading.created(pod)),
                        0));
    }
}
