package io.cpubound.rollout;

import java.util.HashSet;
import java.util.Set;

/** What is made and what is taken away: never too much, never unconfirmed. */
final class SafetyOracle {
    private final Look look;

    private SafetyOracle(Look look) {
        this.look = look;
    }

    static void check(Look look) {
        SafetyOracle oracle = new SafetyOracle(look);
        oracle.deletesOnlyWhatWasMarkedEarlierAndReleased();
        oracle.createsEachNameOnceAndWithinTheBudget();
        oracle.marksOnlyWhatStays();
        oracle.keepsCapacity();
        oracle.triesAnUnprovenRevisionWithOnePod();
    }

    private void deletesOnlyWhatWasMarkedEarlierAndReleased() {
        for (PodId id : look.deletes) {
            PodView pod = look.find(id);
            look.require(pod.leaving(), () -> "deletes a pod that was not marked in an earlier look: " + id);
            look.require(pod.released(), () -> "deletes a pod that a proxy may still use: " + id);
            look.require(!look.plan.upstream().contains(id), () -> "deletes a pod that it lists: " + id);
            look.require(!Look.isStopping(pod), () -> "deletes twice: " + id);
        }
    }

    private void createsEachNameOnceAndWithinTheBudget() {
        if (look.creates.isEmpty()) {
            return;
        }
        Set<String> names = new HashSet<>();
        int live = 0;
        for (PodView pod : look.observed.pods()) {
            names.add(pod.slot() + "/" + pod.revision());
            live += Look.isLive(pod) ? 1 : 0;
        }
        int most = look.desired.replicas() + look.surge;
        for (Action.CreatePod create : look.creates) {
            look.require(
                    names.add(create.slot() + "/" + create.revision()), () -> "creates a name that is held: " + create);
            live++;
            int count = live;
            look.require(count <= most, () -> "creates more pods than replicas + maxSurge: " + create);
            look.require(
                    create.revision().equals(look.aim.update())
                            || create.revision().equals(look.desired.currentRevision()),
                    () -> "creates a revision nobody wants: " + create);
        }
    }

    private void marksOnlyWhatStays() {
        look.require(new HashSet<>(look.marks).size() == look.marks.size(), () -> "marks twice");
        for (PodId id : look.marks) {
            PodView pod = look.find(id);
            look.require(!pod.leaving() && !Look.isStopping(pod), () -> "marks what is going: " + id);
        }
    }

    private void keepsCapacity() {
        int availableAfter = 0;
        boolean servingLeaves = false;
        for (PodView pod : look.observed.pods()) {
            boolean marked = look.marks.contains(pod.id());
            availableAfter += look.isAvailable(pod) && !marked ? 1 : 0;
            servingLeaves |= look.isMember(pod) && marked;
        }
        if (servingLeaves) {
            int replicas = look.desired.replicas();
            look.require(
                    availableAfter >= replicas - look.unavailable, () -> "leaves too few available of " + replicas);
            boolean noOtherWay = replicas == 0 || (replicas == 1 && look.surge == 0);
            look.require(availableAfter > 0 || noOtherWay, () -> "lets the last server leave");
        }
    }

    private void triesAnUnprovenRevisionWithOnePod() {
        int trials = 0;
        int created = 0;
        for (PodView pod : look.observed.pods()) {
            boolean tried = Look.isActive(pod) || pod.stage() == PodView.Stage.FAILED;
            trials += look.isUpdate(pod) && tried ? 1 : 0;
        }
        for (Action.CreatePod create : look.creates) {
            created += create.revision().equals(look.aim.update()) ? 1 : 0;
        }
        look.require(
                created == 0 || trials + created == 1 || look.isProven(),
                () -> "tries an unproven revision with another pod");
    }
}
