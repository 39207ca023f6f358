package io.cpubound.rollout;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What one operator tries: one pod of a bad version at most, and it does not go back and forth. */
final class SimTrials {
    private final SimWorld world;
    /** Pods of a revision that never works, made since it was last allowed another one. */
    private final Map<String, Integer> cost = new HashMap<>();

    private final Map<String, Integer> faultsSeen = new HashMap<>();
    private Optional<Desired> lastSeen = Optional.empty();
    private int generation;
    private boolean wentBack;

    SimTrials(SimWorld world) {
        this.world = world;
    }

    void planned(SimResource seen, Plan plan) {
        Desired desired = seen.desired();
        if (!Optional.of(desired).equals(lastSeen) || seen.generation() != generation) {
            // Another wish, a retry, or a scaling that takes the pod away that was tried: another may be made.
            cost.clear();
            lastSeen = Optional.of(desired);
            generation = seen.generation();
            wentBack = false;
        }
        if (!plan.actions().isEmpty() && !desired.updateRevision().equals(desired.currentRevision())) {
            boolean goesBack = !plan.target().equals(desired.updateRevision());
            SimChecks.require(goesBack || !wentBack, "goes back and forth");
            wentBack |= goesBack;
        }
    }

    /** Returns how many pods of a bad version that is, as far as this operator may know. */
    int created(SimPod pod, Desired desired) {
        // What the app is settled on, or fills lost slots with, is no trial.
        boolean trial = !desired.currentRevision().equals(pod.revision)
                && !pod.revision.equals(world.resource.current().orElse(""));
        if (!world.isHopeless(pod.revision) || !trial) {
            cost.remove(pod.revision);
            return 0;
        }
        int faults = world.faultsOf.getOrDefault(pod.revision, 0);
        int before = faultsSeen.getOrDefault(pod.revision, 0);
        faultsSeen.put(pod.revision, faults);
        int made = faults > before ? 1 : cost.getOrDefault(pod.revision, 0) + 1;
        cost.put(pod.revision, made);
        return made;
    }
}
