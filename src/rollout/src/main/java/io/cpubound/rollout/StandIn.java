package io.cpubound.rollout;

/**
 * A pod in the first slot past {@code replicas} whose name is free, in place of one whose name is held. It leaves as any pod
 * that no slot wants when the name is free and the slot filled.
 *
 * <p>For each slot whose name a pod holds that is lost for long, as on a node that vanished: its object may be there for hours, and
 * nothing forces it away ({@link Filling} asks for it).
 *
 * <p>And as the way out when nothing serves as it should and every name that is wanted is held. Example: one replica, and somebody
 * deletes its pod. The pod serves on in its preStop hook ({@link Upstream}), but its successor would need its name, which is
 * free only when it is gone. So one stand-in is made; it takes over, the name gets free,
 * the slot is filled, and the stand-in leaves as any pod that no slot wants.
 * This not with maxSurge 0: there the stand-in would have to leave before the slot can be filled, and nothing would be won.
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
        make(draft, revision);
    }

    static void make(Draft draft, String revision) {
        int slot = draft.fleet().desired().replicas();
        while (draft.fleet().nameHeld(slot, revision) || draft.creates(slot, revision)) {
            slot++;
        }
        draft.create(slot, revision, "it stands in while the names that are wanted are held");
    }

    /** Pods past {@code replicas} that stay and are of a revision that somebody would mend. */
    static long staying(Draft draft) {
        Fleet fleet = draft.fleet();
        return fleet.pods().stream()
                .filter(pod -> fleet.excess(pod) && pod.live() && !draft.leaves(pod) && isWanted(pod, fleet.desired()))
                .count();
    }

    /** One of a revision that is neither the update nor the current one may never get ready, and nobody would mend it. */
    static boolean isWanted(Pod pod, Desired desired) {
        return pod.revision().equals(desired.updateRevision()) || pod.revision().equals(desired.currentRevision());
    }
}
