package io.cpubound.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * The operator as the planner has to take it: its caches lag, though not behind its own writes; its writes get lost, or end
 * unknown (then it reads anew); it dies at any moment and begins again with what the API has.
 */
final class SimOperator {
    /** Far more than any watch that is alive is behind, and enough for all that two leaders may do to each other. */
    static final int MOST_BEHIND = 4;

    private final SimWorld world;
    private final SplittableRandom random;
    private final SimChecks checks;
    private final SimTrouble trouble;
    private final SimTrials trials;
    private final SimApplied applied;

    private List<PodView> cachedPods = List.of();
    private SimResource cachedResource;
    private int cachedEvents = -1;
    private int generation;
    /** Own writes to pods, and the generation of the cache that did not have them yet. */
    private final Map<PodId, Integer> marked = new HashMap<>();

    /** The marks of this look. */
    private final Set<PodId> marks = new HashSet<>();

    /** A disruption budget refused something in this look. */
    private boolean refused;

    private final Map<PodId, Integer> deleted = new HashMap<>();
    private final Map<PodView, Integer> created = new HashMap<>();
    /** How many seconds the watches of the resource, the list and the pods are behind while another one leads too. */
    private final int[] behind = new int[3];

    private boolean readsAnew = true;
    private int down;
    private int seenEvents = -1;
    private Instant nextLook = Instant.MIN;
    private Instant resync = Instant.MIN;

    SimOperator(SimWorld world, SimChecks checks, SimTrouble trouble) {
        this.world = world;
        this.random = world.random;
        this.checks = checks;
        this.trouble = trouble;
        this.trials = new SimTrials(world);
        this.applied = new SimApplied(world.proxies);
        this.cachedResource = world.resource;
    }

    /** Dying is an exception, as nothing after it happens. */
    private static final class Dies extends RuntimeException {
        private static final long serialVersionUID = 1;

        Dies() {
            super(null, null, false, false);
        }
    }

    /** One second. Returns the plan, if it looked. */
    Optional<Plan> tick() {
        if (down > 0) {
            down--;
            return Optional.empty();
        }
        boolean alone = checks.leaders == 1;
        if (readsAnew || (alone && random.nextInt(100) >= trouble.lagPercent)) {
            sync();
        } else if (!alone) {
            syncSomething();
        }
        boolean event = seenEvents != cachedEvents && random.nextInt(100) >= trouble.lostEventPercent;
        seenEvents = cachedEvents;
        if (!event && world.now.isBefore(nextLook) && world.now.isBefore(resync)) {
            return Optional.empty();
        }
        try {
            return Optional.of(look());
        } catch (Dies death) {
            die();
            return Optional.empty();
        }
    }

    /** A watch that was behind catches up. */
    void readAnew() {
        readsAnew = true;
    }

    private void die() {
        marked.clear();
        deleted.clear();
        created.clear();
        readsAnew = true;
        down = random.nextInt(10);
        nextLook = Instant.MIN;
        for (SimPod pod : world.pods.values()) {
            pod.verifying = 0;
        }
        checks.note("the operator dies");
    }

    /** Each kind of object has a watch of its own, which is late by itself, also where nothing else is. */
    private void syncSomething() {
        int lag = Math.max(30, trouble.lagPercent);
        for (int kind = 0; kind < behind.length; kind++) {
            boolean later = random.nextInt(100) < lag && behind[kind] < MOST_BEHIND;
            behind[kind] = later ? behind[kind] + 1 : 0;
        }
        if (behind[0] == 0) {
            cachedResource = world.resource;
        }
        if (behind[1] == 0) {
            applied.sync();
        }
        if (behind[2] == 0) {
            syncPods();
        }
    }

    private void sync() {
        readsAnew = false;
        if (cachedEvents == world.events) {
            return;
        }
        syncPods();
        cachedResource = world.resource;
        applied.sync();
    }

    private void syncPods() {
        cachedEvents = world.events;
        generation++;
        List<PodView> pods = new ArrayList<>(world.pods.size());
        for (SimPod pod : world.pods.values()) {
            pods.add(pod.view());
        }
        cachedPods = pods;
        marked.values().removeIf(since -> since < generation);
        deleted.values().removeIf(since -> since < generation);
        created.values().removeIf(since -> since < generation);
    }

    private Plan look() {
        SimResource resource = cachedResource;
        Desired desired = resource.desired();
        Observed observed = new Observed(pods(), resource.memory());
        Plan plan = RolloutPlanner.plan(desired, observed, world.now);
        Oracle.check(desired, observed, world.now, plan);
        trials.planned(resource, plan);
        checks.planned(desired, observed, plan, cachedEvents == world.events);
        nextLook = plan.lookAgain().map(world.now::plus).orElse(Instant.MAX);
        resync = world.now.plusSeconds(30);
        marks.clear();
        refused = false;
        for (Action action : plan.actions()) {
            act(action, desired, plan);
        }
        Plan marked = refused ? plan.marked(marks).heldUp(resource.memory()) : plan.marked(marks);
        mayDie();
        if (random.nextInt(100) < trouble.lostWritePercent) {
            nextLook = world.now.plusSeconds(1);
        } else if (applied.apply(marked.upstream())) {
            checks.configured(marked);
        }
        mayDie();
        remember(resource, marked);
        return marked;
    }

    /** Only over what it has seen, only when it is new, and not always with success. */
    private void remember(SimResource seen, Plan plan) {
        // With no replicas nothing was proven: the revision is not one to go back to yet.
        boolean rolledOut = plan.progress().phase() == Progress.Phase.COMPLETE && seen.replicas() > 0;
        Optional<String> current = rolledOut ? Optional.of(seen.update()) : seen.current();
        if (plan.memory().equals(seen.memory()) && current.equals(seen.current())) {
            return;
        }
        if (world.resource.version() != seen.version() || random.nextInt(100) < trouble.lostWritePercent) {
            nextLook = world.now.plusSeconds(1);
            return;
        }
        world.write(seen.status(current, plan.memory()));
        checks.remembered();
        mayDie();
    }

    private void act(Action action, Desired desired, Plan plan) {
        mayDie();
        if (random.nextInt(100) < trouble.lostWritePercent) {
            nextLook = world.now.plusSeconds(1);
            return;
        }
        boolean unknown = random.nextInt(100) < trouble.lostWritePercent;
        if (action instanceof Action.CreatePod create) {
            Optional<SimPod> pod = world.create(create.slot(), create.revision());
            pod.ifPresent(made -> {
                checks.created(made, desired, trials);
                created.put(made.view(), generation);
            });
        } else if (isRefused(action)) {
            refused = true;
            if (action instanceof Action.DeletePod delete) {
                stays(world.pods.get(delete.pod()));
            }
        } else if (action instanceof Action.MarkLeaving mark) {
            SimPod pod = world.pods.get(mark.pod());
            marks.add(mark.pod());
            if (pod != null) {
                pod.leaving = true;
                world.events++;
                marked.put(pod.id, generation);
                checks.marked(pod, desired, plan);
            }
        } else if (action instanceof Action.DeletePod delete) {
            checks.deletes(delete.pod());
            world.delete(delete.pod());
            Optional.ofNullable(world.pods.get(delete.pod())).ifPresent(pod -> pod.dismissed = true);
            deleted.put(delete.pod(), generation);
        } else if (action instanceof Action.VerifyPod verify) {
            SimPod pod = world.pods.get(verify.pod());
            if (pod != null && pod.verifying == 0) {
                pod.verifying = 1 + random.nextInt(3);
            }
        }
        if (unknown) {
            readsAnew = true;
            nextLook = world.now.plusSeconds(1);
        }
        mayDie();
    }

    /** It serves on, and is asked again. */
    private void stays(SimPod pod) {
        pod.leaving = false;
        world.events++;
        marked.remove(pod.id);
        readsAnew = true;
    }

    private boolean isRefused(Action action) {
        return (action instanceof Action.MarkLeaving mark && world.refuses(mark.pod()))
                || (action instanceof Action.DeletePod delete && world.refuses(delete.pod()));
    }

    private void mayDie() {
        if (random.nextInt(1000) < trouble.deathPerMille) {
            throw new Dies();
        }
    }

    /** Pods come from a cache that lags behind others; the proxies are asked afresh. */
    private List<PodView> pods() {
        List<PodView> pods = new ArrayList<>(cachedPods.size() + created.size());
        for (PodView pod : cachedPods) {
            pods.add(seen(pod));
        }
        if (!trouble.forgetsOwnWrites) {
            created.keySet().forEach(pod -> pods.add(seen(pod)));
        }
        return pods;
    }

    private PodView seen(PodView pod) {
        boolean going = !trouble.forgetsOwnWrites && deleted.containsKey(pod.id());
        PodView.Stage stage = going ? PodView.Stage.TERMINATING : pod.stage();
        // Nobody tells that it is late: the operator sees it by its clock.
        SimPod truth = world.pods.get(pod.id());
        boolean overdue = stage == PodView.Stage.TERMINATING && truth != null && truth.overdue();
        return new PodView(
                pod.id(),
                pod.slot(),
                pod.revision(),
                pod.created(),
                overdue ? PodView.Stage.OVERDUE : stage,
                pod.readySince(),
                pod.leaving() || (!trouble.forgetsOwnWrites && marked.containsKey(pod.id())),
                pod.endpoint(),
                world.proxies.listed(pod.id(), applied.wanted()),
                world.proxies.released(pod.id(), applied.wanted()),
                pod.verificationDue() && !going,
                going ? Optional.empty() : pod.problem());
    }
}
