package io.cpubound.rollout;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Picks the one thing to tell that is waited for. What is nearest to the goal and has a problem comes first: a pod of the
 * update revision that does not become available, then pods on their way out, then pods to be made, then other pods that are
 * not available, and the user at last.
 */
final class Waiting {

    private Waiting() {}

    static Optional<Awaited> choose(Draft draft, List<Action.DeletePod> deletions) {
        Fleet fleet = draft.fleet();
        return Stream.of(
                        arrival(draft, fleet.pods().stream().filter(pod -> !fleet.outdated(pod))),
                        departure(draft, deletions),
                        draft.creations().stream()
                                .findFirst()
                                .<Awaited>map(step -> new Awaited.Created(step.slot(), step.revision())),
                        arrival(draft, fleet.pods().stream()),
                        fleet.held() && !fleet.complete()
                                ? Optional.<Awaited>of(new Awaited.Resume())
                                : Optional.<Awaited>empty())
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static Optional<Awaited> arrival(Draft draft, Stream<Pod> pods) {
        return pods.filter(pod -> pod.active() && !draft.leaves(pod) && !pod.available())
                .min(Comparator.comparing((Pod pod) -> pod.view().problem().isEmpty())
                        .thenComparing(Pod.ORDER))
                .map(Waiting::arrival);
    }

    private static Awaited arrival(Pod pod) {
        if (pod.member()) {
            return pod.view().listed() ? new Awaited.WarmedUp(pod.id(), pod.percent()) : new Awaited.Listed(pod.id());
        }
        if (pod.view().verificationDue()) {
            return new Awaited.Verified(pod.id());
        }
        return pod.minReadyLeft().isZero()
                ? new Awaited.Ready(pod.id(), pod.view().problem())
                : new Awaited.MinReady(pod.id(), pod.minReadyLeft());
    }

    private static Optional<Awaited> departure(Draft draft, List<Action.DeletePod> deletions) {
        List<Pod> pods = draft.fleet().pods();
        Optional<Awaited> released = pods.stream()
                .filter(pod -> !pod.terminating() && draft.leaves(pod))
                .filter(pod -> deletions.stream().noneMatch(step -> step.pod().equals(pod.id())))
                .findFirst()
                .map(pod -> new Awaited.Released(pod.id()));
        return released.or(() -> pods.stream()
                .filter(pod -> pod.terminating() || draft.leaves(pod))
                .findFirst()
                .map(pod -> new Awaited.Gone(pod.id())));
    }

    /** The shortest time until a pod has been ready for long enough, or gets more of its share. */
    static Optional<Duration> ripening(Fleet fleet) {
        return fleet.pods().stream()
                .filter(Pod::active)
                .flatMap(pod -> Stream.of(pod.minReadyLeft(), pod.nextWarmStep()))
                .filter(left -> !left.isZero())
                .min(Comparator.naturalOrder());
    }
}
