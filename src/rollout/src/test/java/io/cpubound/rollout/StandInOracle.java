package io.cpubound.rollout;

/** Pods past the wanted number: one for each slot whose name a lost pod holds, one where nobody serves, and no more. */
final class StandInOracle {
    private final Look look;
    private final int lostNames;
    private final int staying;
    private int made;
    private int live;

    private StandInOracle(Look look) {
        this.look = look;
        int names = 0;
        for (int slot = 0; slot < look.desired.replicas(); slot++) {
            names += look.isWithoutName(slot) ? 1 : 0;
        }
        lostNames = names;
        int stay = 0;
        for (PodView pod : look.observed.pods()) {
            live += Look.isLive(pod) ? 1 : 0;
            stay += isStandIn(pod) && !look.marks.contains(pod.id()) ? 1 : 0;
        }
        staying = stay;
        for (Action.CreatePod create : look.creates) {
            made += create.slot() >= look.desired.replicas() ? 1 : 0;
        }
    }

    static void check(Look look) {
        StandInOracle oracle = new StandInOracle(look);
        oracle.standsInOnlyWhereNobodyElseCan();
        if (!look.aim.recording() && oracle.nothingElseIsTried()) {
            oracle.leavesNoLostNameUnserved();
            oracle.keepsThoseThatAreNeeded();
        }
    }

    private boolean isStandIn(PodView pod) {
        boolean wanted = look.isUpdate(pod) || pod.revision().equals(look.desired.currentRevision());
        return look.isExcess(pod) && Look.isActive(pod) && wanted;
    }

    private boolean nothingElseIsTried() {
        boolean settled = look.desired.currentRevision().equals(look.aim.update());
        return look.isProven() && (settled || !look.aim.held());
    }

    private void standsInOnlyWhereNobodyElseCan() {
        if (made == 0) {
            return;
        }
        boolean forNames = staying + made <= slotsWithALostName();
        boolean nobodyElse = true;
        for (PodView pod : look.observed.pods()) {
            boolean stays = Look.isActive(pod) && !look.marks.contains(pod.id());
            nobodyElse &= !look.isMember(pod) && !stays;
        }
        boolean alone = nobodyElse && made == 1;
        look.require(forNames || alone, () -> "stands in without need");
    }

    /** Of any revision that may be wanted in it. */
    private int slotsWithALostName() {
        int slots = 0;
        for (int slot = 0; slot < look.desired.replicas(); slot++) {
            boolean lost = false;
            boolean active = false;
            for (PodView pod : look.observed.pods()) {
                if (pod.slot() == slot) {
                    boolean wanted = look.isGoal(pod) || pod.revision().equals(look.desired.currentRevision());
                    lost |= Look.isOverdue(pod) && wanted;
                    active |= Look.isActive(pod);
                }
            }
            slots += lost && !active ? 1 : 0;
        }
        return slots;
    }

    private void leavesNoLostNameUnserved() {
        boolean room = live + look.creates.size() < look.desired.replicas() + look.surge;
        look.require(staying + made >= lostNames || !room, () -> "leaves a slot unserved whose name is lost");
    }

    private void keepsThoseThatAreNeeded() {
        for (PodId id : look.marks) {
            PodView pod = look.find(id);
            look.require(
                    staying >= lostNames || !isStandIn(pod) || !look.isMember(pod),
                    () -> "lets a stand-in go that is needed: " + id);
        }
    }
}
