package io.cpubound.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Brings the pods to the update revision, whatever they are now. It knows nothing of failures and of ways back: {@link
 * RolloutPlanner} chooses where to go.
 */
final class PodPlanner {

    /** An event can be lost: whatever is not settled is looked at again after this time at the latest. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    private PodPlanner() {}

    /**
     * The plan for one look at the world.
     *
     * <p>The actions are to be taken in their order. Any of them may fail or be refused; the next look plans it again.
     *
     * @param hold how far it is held, whatever the settings say
     * @param now the API server's idea of the time, as good as the caller knows it
     */
    static Plan plan(Desired desired, Hold hold, Observed observed, Instant now) {
        Fleet fleet = Fleet.of(desired, hold, observed, now);
        Draft draft = new Draft(fleet);
        Surplus.leave(draft);
        Filling.fill(draft);
        Replacement.advance(draft);
        StandIn.make(draft);
        List<Pod> upstream = Upstream.choose(draft);
        List<Action.DeletePod> deletions = deletions(fleet, upstream);

        List<Action> actions = new ArrayList<>(draft.marks());
        actions.addAll(deletions);
        actions.addAll(draft.creations());
        actions.addAll(verifications(draft));
        ProgressMemory memory = Episode.next(observed.memory(), fleet, now);
        Progress progress = new Progress(
                phase(fleet, memory, now),
                fleet.rolled(),
                desired.replicas(),
                fleet.complete() ? Optional.empty() : Waiting.choose(draft, deletions));
        return new Plan(
                desired.updateRevision(),
                actions,
                upstream.stream().map(Pod::id).toList(),
                warming(upstream),
                fleet.pods().stream().filter(Pod::available).map(Pod::id).toList(),
                progress,
                memory,
                lookAgain(fleet, memory, now));
    }

    /** The plan without its steps, and with the upstream list that goes with that. */
    static Plan withoutSteps(Plan plan, Desired desired, Observed observed, Instant now) {
        List<Pod> upstream = Upstream.choose(new Draft(Fleet.of(desired, Hold.PAUSE, observed, now)));
        return new Plan(
                plan.target(),
                List.of(),
                upstream.stream().map(Pod::id).toList(),
                warming(upstream),
                plan.available(),
                plan.progress(),
                plan.memory(),
                plan.lookAgain());
    }

    private static Map<PodId, Integer> warming(List<Pod> upstream) {
        return upstream.stream().filter(pod -> pod.percent() < 100).collect(Collectors.toMap(Pod::id, Pod::percent));
    }

    /**
     * Marked in an earlier look, released by every proxy, and not needed as the last server: whatever its state is. A failed
     * pod and one that never became ready wait for the release too, since some proxy may still list their address, which
     * goes to another pod soon.
     */
    private static List<Action.DeletePod> deletions(Fleet fleet, List<Pod> upstream) {
        return fleet.pods().stream()
                .filter(pod -> pod.view().leaving() && pod.view().released() && !pod.terminating())
                .filter(pod -> !upstream.contains(pod))
                .map(pod -> new Action.DeletePod(pod.id(), "every proxy has let go of it"))
                .toList();
    }

    private static List<Action.VerifyPod> verifications(Draft draft) {
        return draft.fleet().pods().stream()
                .filter(pod -> pod.view().verificationDue() && pod.active() && !draft.leaves(pod))
                .map(pod -> new Action.VerifyPod(pod.id(), "its containers are ready"))
                .toList();
    }

    private static Progress.Phase phase(Fleet fleet, ProgressMemory memory, Instant now) {
        if (fleet.complete()) {
            return fleet.partitioned() ? Progress.Phase.PARTITIONED : Progress.Phase.COMPLETE;
        }
        if (fleet.held() && fleet.hasOutdated()) {
            return Progress.Phase.PAUSED;
        }
        if (!fleet.held() && !deadline(fleet, memory).isAfter(now)) {
            return Progress.Phase.DEADLINE_EXCEEDED;
        }
        return Episode.isRolling(memory) ? Progress.Phase.ROLLING_OUT : Progress.Phase.SCALING;
    }

    private static Instant deadline(Fleet fleet, ProgressMemory memory) {
        return memory.lastProgress().plus(fleet.settings().progressDeadline());
    }

    private static Optional<Duration> lookAgain(Fleet fleet, ProgressMemory memory, Instant now) {
        if (fleet.complete()) {
            return Optional.empty();
        }
        Optional<Duration> toDeadline = Optional.of(Duration.between(now, deadline(fleet, memory)))
                .filter(left -> !left.isNegative() && !left.isZero());
        return Stream.of(Optional.of(LOOK_AGAIN), Waiting.ripening(fleet), toDeadline)
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }
}
