package io.cpubound.rollout;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** Pods that no slot wants: failed ones, and those in slots past {@code replicas}. They go also while paused. */
final class Surplus {

    private Surplus() {}

    static void leave(Draft draft) {
        Fleet fleet = draft.fleet();
        for (Pod pod : fleet.pods()) {
            if (pod.failed()) {
                draft.mark(pod, "it ended and only holds its name");
            } else if (pod.spoiled() && !fleet.held()) {
                draft.mark(pod, "it failed, and another one is tried");
            }
        }
        // All at once, as far as enough others are available; what serves nobody first, then what is outdated (trap
        // 11).
        List<Pod> excess = fleet.pods().stream()
                .filter(pod -> pod.active() && fleet.excess(pod))
                .sorted(Comparator.comparing(Pod::member)
                        .thenComparing(Pod::available)
                        .thenComparing(pod -> !fleet.outdated(pod))
                        .thenComparing(Pod.ORDER.reversed()))
                .toList();
        Optional<Pod> standIn = standIn(draft, excess);
        for (Pod pod : excess) {
            if (!standIn.equals(Optional.of(pod))) {
                draft.markIfAllowed(pod, "its slot is not wanted any more");
            }
        }
    }

    /**
     * With no server and nothing in the wanted slots that could become one, the best of the rest stays (see {@link
     * StandIn}), unless it takes the room of a pod that could be made instead.
     */
    private static Optional<Pod> standIn(Draft draft, List<Pod> excess) {
        Fleet fleet = draft.fleet();
        boolean needed = fleet.desired().replicas() > 0
                && !fleet.hasMember()
                && fleet.slots().stream().allMatch(Slot::empty);
        boolean inTheWay = !draft.budget().hasRoom()
                && fleet.slots().stream().anyMatch(slot -> !fleet.nameHeld(slot.index(), slot.goal()));
        Optional<Pod> best =
                excess.stream().filter(pod -> isWanted(pod, fleet.desired())).reduce((worse, better) -> better);
        return best.filter(pod -> needed && !inTheWay);
    }

    /** One of a revision that is neither the update nor the current one may never get ready, and nobody would mend it. */
    private static boolean isWanted(Pod pod, Desired desired) {
        return pod.revision().equals(desired.updateRevision()) || pod.revision().equals(desired.currentRevision());
    }
}
