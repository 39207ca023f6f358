package io.cpubound.rollout;

/**
 * The way out when nothing serves as it should and every name that is wanted is held. Example: one replica, and somebody
 * deletes its pod. The pod serves on in its preStop hook ({@link Upstream}), but its successor would need its name, which is
 * free only when it is gone. So one pod is made in the first slot past {@code replicas}; it takes over, the name gets free,
 * the slot is filled, and the stand-in leaves as any pod that no slot wants.
 *
 * <p>Not with maxSurge 0: there the stand-in would have to leave before the slot can be filled, and nothing would be won.
 */
final class StandIn {

    private StandIn() {}

    static void make(Draft draft) {
        Fleet fleet = draft.fleet();
        Desired desired = fleet.desired();
        boolean needed = desired.replicas() > 0
                && fleet.settings().maxSurge() > 0
                && !fleet.hasMember()
                && draft.budget().nobodyStays()
                && draft.budget().hasRoom();
        // With nobody serving, the update revision is proven only if it is the current one too.
        String revision = desired.currentRevision();
        boolean allowed = !revision.equals(desired.updateRevision()) || draft.mayTryUpdate();
        if (!needed || !allowed) {
            return;
        }
        int slot = desired.replicas();
        while (fleet.nameHeld(slot, revision)) {
            slot++;
        }
        draft.create(slot, revision, "it stands in while the names that are wanted are held");
    }
}
