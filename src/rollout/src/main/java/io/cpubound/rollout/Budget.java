package io.cpubound.rollout;

import java.util.HashSet;
import java.util.Set;

/**
 * What may still be taken away or added, in one place. It is charged with each step of the plan, so that steps of the same
 * look cannot spend the same allowance twice.
 *
 * <p>Example: 3 replicas, maxSurge 1, maxUnavailable 0, three pods available. There is room for one more live pod, and none
 * may leave (3 - 1 &lt; 3). When the fourth is available, one may (4 - 1 = 3).
 */
final class Budget {
    private final int limit;
    private final int needed;
    private final boolean leavingOnesAreKept;
    private final Set<PodId> available = new HashSet<>();
    private int live;
    private int active;

    Budget(Fleet fleet) {
        int replicas = fleet.desired().replicas();
        RolloutSettings settings = fleet.settings();
        limit = replicas + settings.maxSurge();
        // One server always stays, unless the user asked for a single pod without surge: there is no other way then.
        int floor = replicas > 1 || (replicas == 1 && settings.maxSurge() > 0) ? 1 : 0;
        needed = Math.max(floor, replicas - settings.maxUnavailable());
        leavingOnesAreKept = !fleet.hasMember();
        for (Pod pod : fleet.pods()) {
            live += pod.live() ? 1 : 0;
            active += pod.active() ? 1 : 0;
            if (pod.available()) {
                available.add(pod.id());
            }
        }
    }

    /** One more live pod may be made now. */
    boolean hasRoom() {
        return live < limit;
    }

    /** This many more live pods will fit when the drains that are under way are over. */
    int roomToCome() {
        return limit - (leavingOnesAreKept ? live : active);
    }

    /** Live pods that may exist at one time. */
    int limit() {
        return limit;
    }

    /**
     * The pod may be made to leave: it serves nobody, or enough others are available without it. A member that a proxy does
     * not list yet (or says so no more because it restarts) is not capacity, but it may be serving, so it is no free gift.
     */
    boolean mayLose(Pod pod) {
        if (!pod.member()) {
            return true;
        }
        return available.size() - (available.contains(pod.id()) ? 1 : 0) >= needed;
    }

    boolean nobodyStays() {
        return active == 0;
    }

    void chargeCreation() {
        live++;
        active++;
    }

    void chargeLeave(Pod pod) {
        if (pod.active()) {
            active--;
        }
        available.remove(pod.id());
    }
}
