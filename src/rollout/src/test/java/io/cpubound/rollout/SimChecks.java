package io.cpubound.rollout;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must be true in truth, and not only in what the planner saw. */
final class SimChecks {
    private final SimWorld world;
    private final boolean traced;
    private final List<String> trace = new ArrayList<>();
    /** Pods of a revision that never works, made since it was last allowed another one. */
    private final Map<String, Integer> cost = new HashMap<>();

    private final Map<String, Integer> faultsSeen = new HashMap<>();
    private Optional<Desired> lastSeen = Optional.empty();
    private boolean wentBack;
    private boolean strict;
    private int lossesAtRest;
    long looks;
    /** Whether the operator knows what it has done; if not, it may take and make more than it should, but delete nothing that is in use. */
    boolean remembers = true;

    SimChecks(SimWorld world, boolean traced) {
        this.world = world;
        this.traced = traced;
    }

    List<String> trace() {
        return trace;
    }

    void note(String what) {
        if (traced) {
            trace.add(world.now + " " + what);
        }
    }

    /** The user did something that may cost capacity. */
    void edited(String what, boolean affectsCapacity) {
        strict &= !affectsCapacity;
        if (traced) {
            note("user: " + what + " " + world.resource);
        }
    }

    void planned(Desired desired, Observed observed, Plan plan, boolean fresh) {
        looks++;
        if (!Optional.of(desired).equals(lastSeen)) {
            // Another wish, a retry, or a scaling that takes the pod away that was tried: another may be made.
            cost.clear();
            lastSeen = Optional.of(desired);
            wentBack = false;
        }
        if (!plan.actions().isEmpty() && !desired.updateRevision().equals(desired.currentRevision())) {
            boolean goesBack = !plan.target().equals(desired.updateRevision());
            require(goesBack || !wentBack, "goes back and forth");
            wentBack |= goesBack;
        }
        if (traced) {
            note("look at " + observed.pods().stream().map(SimChecks::brief).toList() + " wants "
                    + desired.replicas() + " x " + desired.updateRevision() + " from " + desired.currentRevision()
                    + " remembers " + observed.memory().target() + " "
                    + observed.memory().failure().map(Failure::reason).orElse("") + " -> "
                    + plan.progress().phase() + " " + plan.actions() + " "
                    + plan.upstream().stream().map(PodId::name).toList());
        }
        boolean rests = fresh && plan.progress().phase().atRest() && world.capacity() >= world.resource.replicas();
        if (rests) {
            strict = true;
            lossesAtRest = world.losses;
        }
    }

    private static String brief(PodView pod) {
        return pod.id().name() + "/" + pod.id().uid() + ":" + pod.stage() + (pod.leaving() ? ":leaving" : "")
                + (pod.listed() ? ":listed" : "") + (pod.released() ? ":released" : "")
                + (pod.verificationDue() ? ":due" : "")
                + pod.problem().map(problem -> ":" + problem.reason()).orElse("");
    }

    void configured(Plan plan) {
        if (traced) {
            note("configures " + plan.upstream());
        }
    }

    void remembered() {
        if (traced) {
            note("writes " + world.resource.memory() + " current " + world.resource.current());
        }
    }

    void created(SimPod pod, Desired desired) {
        int limit = desired.replicas() + desired.settings().maxSurge();
        require(!remembers || world.live() <= limit, "more pods than " + limit + ": " + pod.id);
        // What the app is settled on, or fills lost slots with, is no trial.
        boolean trial = !desired.currentRevision().equals(pod.revision)
                && !pod.revision.equals(world.resource.current().orElse(""));
        if (!world.isHopeless(pod.revision) || !trial) {
            cost.remove(pod.revision);
            return;
        }
        int faults = world.faultsOf.getOrDefault(pod.revision, 0);
        int before = faultsSeen.getOrDefault(pod.revision, 0);
        faultsSeen.put(pod.revision, faults);
        int made = faults > before ? 1 : cost.getOrDefault(pod.revision, 0) + 1;
        cost.put(pod.revision, made);
        require(!remembers || made <= 1, "a bad version costs another pod: " + pod.id);
    }

    /** Pods that were taken for available and are not any more are no fault of the planner. */
    void marked(SimPod pod, Desired desired, Plan plan) {
        if (!plan.available().contains(pod.id)) {
            return;
        }
        int left = 0;
        for (PodId id : plan.available()) {
            SimPod other = world.pods.get(id);
            left += other == null || !other.leaving ? 1 : 0;
        }
        require(!remembers || left >= needed(desired), "marks " + pod.id + " and leaves " + left);
    }

    void deletes(PodId id) {
        if (world.pods.containsKey(id)) {
            require(!world.proxies.uses(id), "deletes " + id + " while a proxy uses it");
        }
    }

    /** After each second. */
    void ticked() {
        strict &= world.losses == lossesAtRest;
        if (strict && remembers) {
            int capacity = world.capacity();
            int needed = needed(world.resource.desired());
            require(capacity >= needed, "capacity " + capacity + " of " + needed);
        }
    }

    private static int needed(Desired desired) {
        int replicas = desired.replicas();
        boolean oneAlwaysStays =
                replicas > 1 || (replicas == 1 && desired.settings().maxSurge() > 0);
        return Math.max(oneAlwaysStays ? 1 : 0, replicas - desired.settings().maxUnavailable());
    }

    static void require(boolean kept, String otherwise) {
        if (!kept) {
            throw new AssertionError(otherwise);
        }
    }
}
