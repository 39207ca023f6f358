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
 *
 * Where a pod that is lost for long holds the name, a {@link StandIn} is made in place of it.
 */
final class Filling {

    private Filling() {}

    static void fill(Draft draft) {
        Fleet fleet = draft.fleet();
        boolean tryHere = tryHere(draft);
        long standIns = StandIn.staying(draft);
        for (Slot slot : fleet.slots()) {
            if (!slot.empty() || !draft.budget().hasRoom()) {
                continue;
            }
            Optional<String> revision = revision(draft, slot, tryHere);
            if (!lacksName(draft, slot, revision)) {
                revision.filter(known -> !fleet.nameHeld(slot.index(), known))
                        .ifPresent(known -> draft.create(slot.index(), known, "its slot has no pod"));
            } else if (standIns > 0) {
                standIns--;
            } else {
                // What is unproven is tried where its name is free.
                revision.filter(known ->
                                fleet.proven() || !known.equals(fleet.desired().updateRevision()))
                        .ifPresent(known -> StandIn.make(draft, known));
            }
        }
    }

    /** Empty slots that only a stand-in can serve for. */
    static long slotsWithoutName(Draft draft) {
        boolean tryHere = tryHere(draft);
        return draft.fleet().slots().stream()
                .filter(slot -> slot.empty() && lacksName(draft, slot, revision(draft, slot, tryHere)))
                .count();
    }

    /** There is an empty slot whose pod would be made now, if there were room for it. */
    static boolean lacksOnlyRoom(Draft draft) {
        boolean tryHere = tryHere(draft);
        return draft.fleet().slots().stream().filter(Slot::empty).anyMatch(slot -> revision(draft, slot, tryHere)
                .filter(known -> !draft.fleet().nameHeld(slot.index(), known))
                .isPresent());
    }

    private static boolean lacksName(Draft draft, Slot slot, Optional<String> revision) {
        return revision.filter(known -> draft.fleet().nameLost(slot.index(), known))
                .isPresent();
    }

    private static boolean tryHere(Draft draft) {
        long empty = draft.fleet().slots().stream().filter(Slot::empty).count();
        return draft.budget().roomToCome() <= empty;
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
        boolean triable = draft.mayTryUpdate() && !fleet.nameLost(slot.index(), update);
        boolean wanted = fleet.proven() || ((tryHere || onlyUpdateHasItsName) && triable);
        return Optional.of(wanted ? update : current);
    }
}
