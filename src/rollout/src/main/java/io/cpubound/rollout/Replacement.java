package io.cpubound.rollout;

import java.util.Comparator;
import java.util.List;

/**
 * Brings outdated slots to the revision that they are to have, those that serve nobody first, then in ascending order.
 *
 * <p>With surge the new pod is made beside the old one, which leaves when the new one is available. Without room for that
 * the old one leaves first and the empty slot is filled ({@link Filling}). No more than {@code maxSurge + maxUnavailable}
 * slots are in transition at one time, and only one while the update revision is unproven; a slot is in transition until its
 * old pod is gone. A slot that waits for the replacement of others, for room or for capacity, does not count, or
 * all would wait for each other: with 3 replicas, new-0 and old-0 available, old-1 broken and old-2 available, old-0 must stay
 * until slot 1 has a pod that works.
 */
final class Replacement {

    private Replacement() {}

    static void advance(Draft draft) {
        Fleet fleet = draft.fleet();
        if (fleet.held() && fleet.hold() != Hold.FREEZE) {
            return;
        }
        int inTransition = 0;
        for (Slot slot : fleet.slots()) {
            if (slot.inTransition()) {
                goOn(draft, slot);
                inTransition += stuck(draft, slot) ? 0 : 1;
            }
        }
        if (fleet.held()) {
            return;
        }
        int limit = fleet.proven()
                ? Math.max(1, fleet.settings().maxSurge() + fleet.settings().maxUnavailable())
                : 1;
        for (Slot slot : notBegun(fleet)) {
            if (inTransition < limit && begin(draft, slot)) {
                inTransition++;
            }
        }
    }

    private static List<Slot> notBegun(Fleet fleet) {
        return fleet.slots().stream()
                .filter(slot -> !slot.inTransition() && !slot.outdated().isEmpty())
                .sorted(Comparator.comparing(
                                (Slot slot) -> slot.outdated().get(0).member())
                        .thenComparing(Slot::index))
                .toList();
    }

    private static void goOn(Draft draft, Slot slot) {
        for (Pod old : slot.outdated()) {
            boolean best = old.equals(slot.outdated().get(0));
            if (slot.replaced()) {
                draft.markIfAllowed(old, "its successor is available");
            } else if (!best) {
                draft.markIfAllowed(old, "a better pod of its slot stays until the new one is available");
            } else if (slot.update().isPresent() && worthless(draft.fleet(), old)) {
                draft.mark(old, "it serves nobody and its successor is being made");
            }
        }
    }

    private static boolean stuck(Draft draft, Slot slot) {
        boolean waitsForRoom = slot.unused() && !draft.creates(slot);
        boolean waitsForCapacity = (slot.replaced() || slot.outdated().size() > 1)
                && slot.going().isEmpty()
                && slot.outdated().stream().noneMatch(draft::leaves);
        return waitsForRoom || waitsForCapacity;
    }

    /** Returns whether the slot is in transition now. */
    private static boolean begin(Draft draft, Slot slot) {
        Pod old = slot.outdated().get(0);
        Fleet fleet = draft.fleet();
        boolean trial = slot.goal().equals(fleet.desired().updateRevision());
        if (trial && !draft.mayTryUpdate()) {
            return false;
        }
        if (fleet.nameHeld(slot.index(), slot.goal())) {
            // By a lost pod or a server of last resort, which stays until somebody relieves it. An old pod that may do
            // so is waited for; any other would be waited for in vain, and takes the room of one that can.
            boolean inVain = !fleet.hasMember() && worthless(fleet, old);
            if (inVain) {
                draft.mark(old, "it serves nobody and its successor's name is held");
            }
            return inVain;
        }
        boolean made = draft.budget().hasRoom();
        if (made) {
            draft.create(slot.index(), slot.goal(), "it replaces " + old.id().name());
        }
        if (worthless(fleet, old)) {
            draft.mark(old, "it is outdated and serves nobody");
            return true;
        }
        if (made || surgeIsToCome(draft)) {
            return made;
        }
        return draft.markIfAllowed(old, "it makes room for its successor");
    }

    /** Drains that are under way make more room than the slots take that have nobody left: it is the surge of another slot. */
    private static boolean surgeIsToCome(Draft draft) {
        long spokenFor = draft.fleet().slots().stream()
                .filter(slot -> slot.update().isEmpty()
                        && slot.outdated().stream().allMatch(draft::leaves)
                        && !draft.creates(slot))
                .count();
        return draft.budget().roomToCome() > spokenFor;
    }

    /**
     * Not worth keeping until its successor is available: it serves nobody, and it is either of a revision that nobody wants
     * any more, or a proven one follows. An unready pod of the current revision may still recover and be all there is when
     * the unproven update turns out bad, so it stays where there is room for both.
     */
    private static boolean worthless(Fleet fleet, Pod old) {
        return !old.member()
                && (fleet.proven() || !old.revision().equals(fleet.desired().currentRevision()));
    }
}
