package io.cpubound.rollout;

import java.util.HashSet;
import java.util.Set;

/** Whom the proxies list, and with which share. */
final class UpstreamOracle {
    private final Look look;
    private final Set<PodId> listed;

    private UpstreamOracle(Look look) {
        this.look = look;
        listed = new HashSet<>(look.plan.upstream());
    }

    static void check(Look look) {
        UpstreamOracle oracle = new UpstreamOracle(look);
        oracle.listsTheMembersOrTheBestThereIs();
        oracle.givesLessToThoseThatWarmUp();
    }

    private void listsTheMembersOrTheBestThereIs() {
        Set<PodId> members = new HashSet<>();
        Set<PodId> healthyLeaving = new HashSet<>();
        boolean somebodyStays = !look.creates.isEmpty();
        for (PodView pod : look.observed.pods()) {
            if (look.isMember(pod)) {
                members.add(pod.id());
            }
            if (pod.stage() == PodView.Stage.READY && pod.leaving() && look.isSeasoned(pod) && Look.isServing(pod)) {
                healthyLeaving.add(pod.id());
            }
            somebodyStays |= Look.isActive(pod) && !look.marks.contains(pod.id());
        }
        look.require(listed.size() == look.plan.upstream().size(), () -> "lists a pod twice");
        if (!members.isEmpty() || look.desired.replicas() == 0) {
            look.require(listed.equals(members), () -> "lists " + listed + " and the members are " + members);
            return;
        }
        int kept = Math.min(healthyLeaving.size(), look.desired.replicas() + look.surge - 1);
        if (somebodyStays) {
            look.require(listed.containsAll(healthyLeaving), () -> "drops the last servers");
        } else {
            look.require(kept == 0 || listed.size() == kept, () -> "keeps " + listed + " of " + healthyLeaving);
        }
        for (PodId id : listed) {
            PodView pod = look.find(id);
            boolean held = Look.isStopping(pod) && !pod.released() && Look.isServing(pod);
            look.require(held || healthyLeaving.contains(id), () -> "lists a pod that may be gone any moment: " + id);
        }
    }

    private void givesLessToThoseThatWarmUp() {
        int warming = 0;
        for (PodId id : look.plan.upstream()) {
            if (!look.isWarm(look.find(id))) {
                warming++;
                int percent = look.plan.warming().getOrDefault(id, 100);
                look.require(percent >= 1 && percent < 100, () -> "gives a cold pod " + percent + " %: " + id);
            }
        }
        int cold = warming;
        look.require(look.plan.warming().size() == cold, () -> "holds back a pod that is warm or not listed");
    }
}
