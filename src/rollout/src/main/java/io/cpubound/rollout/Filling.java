package io.cpubound.rollout;

import java.util.Optional;

/**
 * Makes pods for slots that have none: on a first deployment, on a scale-up, after a loss, and after a drain that made room.
 * The revision:
 *
 * <ul>
 *   <li>a proven update revision, as many at once as there is room;
 *   <li>the current revision while the update revision is unproven, so that capacity never hangs on it. The exception is
 *       when the fillings would take the room in which it is to be tried (always so with maxSurge 0), or when what is left
 *       of a lost pod holds the current one's name: then this is where it is tried;
 *   <li>the current revision while paused or frozen, as long as anything of it is left: a pause moves nothing to the new
 *       version;
 *   <li>the current revision when the update revision is given up;
 *   <li>the current revision below the partition.
 * </ul>
 */
final class Filling {

    private Filling() {}

    static void fill(Draft draft) {
        Fleet fleet = draft.fleet();
        int empty = (int) fleet.slots().stream().filter(Slot::empty).count();
        boolean tryHere = draft.budget().roomToCome() <= empty;
        for (Slot slot : fleet.slots()) {
            if (!slot.empty() || !draft.budget().hasRoom()) {
                continue;
            }
            revision(draft, slot, tryHere)
                    .filter(revision -> !fleet.nameHeld(slot.index(), revision))
                    .ifPresent(revision -> draft.create(slot.index(), revision, "its slot has no pod"));
        }
    }

    private static Optional<String> revision(Draft draft, Slot slot, boolean tryHere) {
        Fleet fleet = draft.fleet();
        String update = fleet.desired().updateRevision();
        String current = fleet.desired().currentRevision();
        if (!slot.goal().equals(update)) {
            return Optional.of(slot.goal());
        }
        if (current.equals(update)) {
            return draft.mayTryUpdate() ? Optional.of(update) : Optional.empty();
        }
        if (fleet.hold() == Hold.FAILURE) {
            return Optional.of(current);
        }
        if (fleet.held()) {
            boolean currentIsThere = fleet.pods().stream()
                    .anyMatch(pod -> pod.active() && pod.revision().equals(current));
            return Optional.of(currentIsThere || !fleet.proven() ? current : update);
        }
        boolean onlyUpdateHasItsName = fleet.nameHeld(slot.index(), current);
        boolean wanted = fleet.proven() || ((tryHere || onlyUpdateHasItsName) && draft.mayTryUpdate());
        return Optional.of(wanted ? update : current);
    }
}
