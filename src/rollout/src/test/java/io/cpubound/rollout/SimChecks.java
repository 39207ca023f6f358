package io.cpubound.rollout;

import java.util.ArrayList;
import java.util.List;

/** What must be true in truth, and not only in what the planner saw. */
final class SimChecks {
    /**
     * What two leaders may cost, each of whom sees what the other one did up to {@link SimOperator#MOST_BEHIND} seconds late. A
     * revision that one has given up, the other one tries again as often as its pod can be marked and deleted in that time.
     */
    private static final int TRIED_IN_VAIN = SimOperator.MOST_BEHIND / 2;

    /** A pod that one has marked and deleted, the other one lists again until it sees the mark, and the proxies are told. */
    private static final int SERVED_IN_VAIN = 10;

    private final SimWorld world;
    private final boolean traced;
    private final List<String> trace = new ArrayList<>();
    private boolean strict;
    private int lossesAtRest;
    /** Two have led since it last rested under one. */
    private boolean twoLed;

    int leaders = 1;
    long looks;
    /** Whether the operator knows what it has done; if not, it may take and make more than it should, but delete nothing that is in use. */
    boolean remembers = true;

    SimChecks(SimWorld world, boolean traced) {
        this.world = world;
        this.traced = traced;
    }

    /** From now on so many operators believe that they lead. */
    void led(int count) {
        leaders = count;
        twoLed |= count > 1;
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
        if (traced) {
            note("look at " + observed.pods().stream().map(SimChecks::brief).toList() + " wants "
                    + desired.replicas() + " x " + desired.updateRevision() + " from " + desired.currentRevision()
                    + " remembers " + observed.memory().target() + " "
                    + observed.memory().failure().map(Failure::reason).orElse("") + " -> "
                    + plan.progress().phase() + " " + plan.actions() + " "
                    + plan.upstream().stream().map(PodId::name).toList());
        }
        boolean rests = fresh && plan.progress().phase().atRest() && world.capacity() >= world.resource.replicas();
        if (rests && leaders == 1) {
            // What two leaders cost is paid: a pod of their time may still be there, on a node that is lost.
            world.pods.values().forEach(pod -> pod.servedInVain = 0);
            twoLed = false;
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

    void created(SimPod pod, Desired desired, SimTrials trials) {
        int limit = desired.replicas() + desired.settings().maxSurge();
        require(!remembers || world.live() <= limit + slack(desired), "more pods than " + limit + ": " + pod.id);
        require(
                !remembers || trials.created(pod, desired) <= 1 + (twoLed ? TRIED_IN_VAIN : 0),
                "a bad version costs another pod: " + pod.id);
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
        // Of two leaders one may not have seen yet that fewer pods are wanted, and the other has begun to take them
        // away.
        int needed = twoLed ? Math.min(needed(desired), needed(world.resource.desired())) : needed(desired);
        require(!remembers || left >= needed - slack(desired), "marks " + pod.id + " and leaves " + left);
    }

    void deletes(PodId id) {
        if (world.pods.containsKey(id)) {
            require(!world.proxies.uses(id), "deletes " + id + " while a proxy uses it");
        }
    }

    /** What a second leader may take and make besides: as much as one may at a time, since each keeps to its budget alone. */
    private int slack(Desired desired) {
        return twoLed ? desired.settings().maxSurge() + desired.settings().maxUnavailable() : 0;
    }

    /** After each second. */
    void ticked() {
        for (SimPod pod : world.pods.values()) {
            // Where nobody else serves, one that may still answer is listed again rather than nobody.
            boolean inVain = pod.dismissed && world.proxies.serves(pod.id) && world.capacity() > 0;
            pod.servedInVain += inVain ? 1 : 0;
            int most = twoLed ? SERVED_IN_VAIN : 0;
            require(!remembers || pod.servedInVain <= most, "a proxy serves a pod that was deleted: " + pod.id);
        }
        strict &= world.losses == lossesAtRest;
        if (strict && remembers) {
            int capacity = world.capacity();
            int needed = needed(world.resource.desired());
            require(capacity >= needed - slack(world.resource.desired()), "capacity " + capacity + " of " + needed);
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
