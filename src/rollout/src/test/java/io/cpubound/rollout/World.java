package io.cpubound.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/**
 * A small world for the planner to act on: pods that start, fail and stop in their own time, two proxies that take up a
 * configuration late and keep old workers for a while, and a cache of the pods that lags behind. One tick is a second.
 */
final class World {
    private static final class Machine {
        final PodId id;
        final int slot;
        final String revision;
        final Instant created;
        PodView.Stage stage = PodView.Stage.STARTING;
        Optional<Instant> readySince = Optional.empty();
        boolean leaving;
        int ticksToNext;

        Machine(PodId id, int slot, String revision, Instant created, int ticksToNext) {
            this.id = id;
            this.slot = slot;
            this.revision = revision;
            this.created = created;
            this.ticksToNext = ticksToNext;
        }
    }

    private static final class Proxy {
        Set<PodId> serving = Set.of();
        Set<PodId> oldWorkers = Set.of();
        int configuration;
        int ticksToReload;
        int ticksToOldWorkersEnd;
    }

    private final Random random;
    private final boolean exact;
    private final Map<PodId, Machine> machines = new LinkedHashMap<>();
    private final List<Proxy> proxies = List.of(new Proxy(), new Proxy());
    private final Deque<List<PodView>> cache = new ArrayDeque<>();
    private final Set<String> badRevisions = new HashSet<>();
    private final Map<String, Integer> made = new HashMap<>();
    private Set<PodId> configured = Set.of();
    private int configuration;
    private int uids;
    private int lag;
    private boolean readsItsOwnMarks;
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private ProgressMemory memory = ProgressMemory.none(now);
    private int available;

    World(Random random) {
        this.random = random;
        this.exact = random.nextBoolean();
    }

    void bad(String revision) {
        badRevisions.add(revision);
    }

    void lag(int ticks) {
        lag = ticks;
    }

    /** The cache lags behind what others do, but shows the operator's own marks. */
    void readsItsOwnMarks() {
        readsItsOwnMarks = true;
    }

    /** How many pods of the revision were ever made. */
    int made(String revision) {
        return made.getOrDefault(revision, 0);
    }

    /** How many ready pods every proxy has to send requests to, now and in truth. */
    int available() {
        return available;
    }

    int pods() {
        return machines.size();
    }

    /** One second passes, then the planner looks and its plan is carried out. */
    Plan tick(Desired desired) {
        now = now.plusSeconds(1);
        new ArrayList<>(machines.values()).forEach(this::live);
        proxies.forEach(this::live);
        List<PodView> fresh = machines.values().stream().map(this::view).toList();
        available = proxies.stream().mapToInt(this::ready).min().orElseThrow();
        cache.addLast(fresh);
        while (cache.size() > 1 + random.nextInt(lag + 1)) {
            cache.removeFirst();
        }
        Observed observed = new Observed(seen(cache.getFirst()), memory);
        Plan plan = RolloutPlanner.plan(desired, observed, now);
        Oracle.check(desired, observed, now, plan);
        plan.actions().forEach(this::act);
        memory = plan.memory();
        Set<PodId> upstream = Set.copyOf(plan.upstream());
        if (!upstream.equals(configured)) {
            configured = upstream;
            configuration++;
        }
        return plan;
    }

    private int ready(Proxy proxy) {
        return (int) proxy.serving.stream()
                .map(machines::get)
                .filter(machine -> machine != null && machine.stage == PodView.Stage.READY)
                .count();
    }

    private boolean serves(Machine machine) {
        return machine.stage == PodView.Stage.READY
                || (machine.stage == PodView.Stage.TERMINATING && machine.readySince.isPresent());
    }

    private void act(Action action) {
        if (action instanceof Action.CreatePod create) {
            String name = "app-" + create.revision() + "-" + create.slot();
            if (machines.keySet().stream().noneMatch(id -> id.name().equals(name))) {
                PodId id = new PodId(name, "uid-" + uids++);
                machines.put(id, new Machine(id, create.slot(), create.revision(), now, 1 + random.nextInt(6)));
                made.merge(create.revision(), 1, Integer::sum);
            }
        } else if (action instanceof Action.MarkLeaving mark) {
            Optional.ofNullable(machines.get(mark.pod())).ifPresent(machine -> machine.leaving = true);
        } else if (action instanceof Action.DeletePod delete) {
            PodId id = delete.pod();
            for (Proxy proxy : proxies) {
                if (machines.containsKey(id) && (proxy.serving.contains(id) || proxy.oldWorkers.contains(id))) {
                    throw new AssertionError("deletes " + id + " while a proxy uses it");
                }
            }
            terminate(id);
        }
    }

    private void terminate(PodId id) {
        Machine machine = machines.get(id);
        if (machine != null && machine.stage == PodView.Stage.FAILED) {
            machines.remove(id);
        } else if (machine != null && machine.stage != PodView.Stage.TERMINATING) {
            machine.stage = PodView.Stage.TERMINATING;
            machine.ticksToNext = 1 + random.nextInt(8);
        }
    }

    /** What nobody planned: a deletion, a pod that ends, a readiness that flaps. */
    void fault() {
        if (machines.isEmpty()) {
            return;
        }
        List<Machine> all = List.copyOf(machines.values());
        Machine victim = all.get(random.nextInt(all.size()));
        switch (random.nextInt(4)) {
            case 0 -> terminate(victim.id);
            case 1 -> {
                if (victim.stage != PodView.Stage.TERMINATING) {
                    victim.stage = PodView.Stage.FAILED;
                    victim.readySince = Optional.empty();
                }
            }
            default -> {
                if (victim.stage == PodView.Stage.READY) {
                    victim.stage = PodView.Stage.STARTING;
                    victim.readySince = Optional.empty();
                    victim.ticksToNext = 1 + random.nextInt(6);
                }
            }
        }
    }

    private void live(Machine machine) {
        machine.ticksToNext--;
        if (machine.ticksToNext > 0) {
            return;
        }
        if (machine.stage == PodView.Stage.STARTING && !badRevisions.contains(machine.revision)) {
            machine.stage = PodView.Stage.READY;
            machine.readySince = Optional.of(now);
        } else if (machine.stage == PodView.Stage.TERMINATING) {
            // The preStop hook holds a pod that was not released, up to its grace period.
            if (released(machine.id) || machine.ticksToNext < -30) {
                machines.remove(machine.id);
            }
        }
    }

    private void live(Proxy proxy) {
        proxy.ticksToOldWorkersEnd--;
        if (proxy.ticksToOldWorkersEnd <= 0) {
            proxy.oldWorkers = Set.of();
        }
        if (proxy.configuration == configuration) {
            proxy.ticksToReload = random.nextInt(3);
        } else if (proxy.ticksToReload-- <= 0) {
            Set<PodId> old = new HashSet<>(proxy.oldWorkers);
            old.addAll(proxy.serving);
            proxy.oldWorkers = old;
            proxy.serving = configured;
            proxy.configuration = configuration;
            proxy.ticksToOldWorkersEnd = 1 + random.nextInt(4);
        }
    }

    /** Known exactly, or only while all proxies run the newest configuration. */
    private boolean listed(PodId id) {
        return exact
                ? proxies.stream().allMatch(proxy -> proxy.serving.contains(id))
                : configured.contains(id) && proxies.stream().allMatch(proxy -> proxy.configuration == configuration);
    }

    private boolean released(PodId id) {
        return !configured.contains(id)
                && proxies.stream()
                        .allMatch(proxy -> proxy.configuration == configuration && proxy.oldWorkers.isEmpty());
    }

    /** Pods come from a cache that lags; the proxies are asked afresh. */
    private List<PodView> seen(List<PodView> cached) {
        return cached.stream()
                .map(pod -> new PodView(
                        pod.id(),
                        pod.slot(),
                        pod.revision(),
                        pod.created(),
                        pod.stage(),
                        pod.readySince(),
                        pod.leaving() || (readsItsOwnMarks && isMarked(pod.id())),
                        pod.endpoint(),
                        listed(pod.id()),
                        released(pod.id()),
                        pod.verificationDue(),
                        pod.problem()))
                .toList();
    }

    private boolean isMarked(PodId id) {
        return machines.containsKey(id) && machines.get(id).leaving;
    }

    private PodView view(Machine machine) {
        boolean ready = machine.stage == PodView.Stage.READY;
        return new PodView(
                machine.id,
                machine.slot,
                machine.revision,
                machine.created,
                machine.stage,
                machine.readySince,
                machine.leaving,
                machine.stage == PodView.Stage.FAILED
                        ? Optional.empty()
                        : Optional.of(new PodView.Endpoint(ready, serves(machine))),
                listed(machine.id),
                released(machine.id),
                false,
                Optional.empty());
    }

    static Desired desired(int replicas, String update, String current, int[] budget, boolean paused) {
        return new Desired(
                replicas,
                update,
                current,
                new RolloutSettings(
                        budget[0],
                        budget[1],
                        Duration.ofSeconds(budget[2]),
                        Duration.ofMinutes(10),
                        0,
                        Optional.empty(),
                        paused),
                Steering.DEFAULT);
    }
}
