package io.cpubound.rollout;

import java.util.Comparator;
import java.util.List;

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
        List<Pod> standIns = standIns(draft, excess);
        for (Pod pod : excess) {
            if (!standIns.contains(pod)) {
                draft.markIfAllowed(pod, "its slot is not wanted any more");
            }
        }
    }

    /** The best stay: one for each slot whose name is lost, and one where nobody else serves. */
    private static List<Pod> standIns(Draft draft, List<Pod> excess) {
        long needed = Math.max(Filling.slotsWithoutName(draft), lastResort(draft) ? 1 : 0);
        List<Pod> wanted = excess.stream()
                .filter(pod -> StandIn.isWanted(pod, draft.fleet().desired()))
                .toList();
        return wanted.stream().skip(Math.max(0, wanted.size() - needed)).toList();
    }

    /**
     * There is no server and nothing in the wanted slots that could become one, and the best of the rest (see {@link
     * StandIn}) does not take the room of a pod that could be made instead.
     */
    private static boolean lastResort(Draft draft) {
        Fleet fleet = draft.fleet();
        boolean needed = fleet.desired().replicas() > 0
                && !fleet.hasMember()
                && fleet.slots().stream().allMatch(Slot::empty);
        boolean inTheWay = !draft.budget().hasRoom() && Filling.lacksOnlyRoom(draft);
        return needed && !inTheWay;
    }
}
