package io.cpubound.rollout;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/** The truth of a simulation: pods, proxies, the resource, the time. */
final class SimWorld {
    final SplittableRandom random;
    final SimProxies proxies;
    final boolean verifies;
    final Map<PodId, SimPod> pods = new LinkedHashMap<>();
    final Map<String, SimPod.Version> versions = new LinkedHashMap<>();
    SimResource resource;
    /** As the operator's clock has it; the API server tells times in whole seconds ({@link #stamp}). */
    Instant now;

    /** Grows with everything that an operator would get an event for. */
    int events;
    /** How often the world, and not the planner, took capacity or a pod of this revision. */
    int losses;

    /** Until then a disruption budget lets no healthy pod go. */
    Instant refusedUntil = Instant.MIN;

    /** How many pods of a revision were ever made. */
    final Map<String, Integer> made = new LinkedHashMap<>();

    final Map<String, Integer> faultsOf = new LinkedHashMap<>();

    private int uids;

    SimWorld(SplittableRandom random, SimResource resource, Instant begin) {
        this.now = begin;
        this.random = random;
        this.resource = resource;
        verifies = random.nextBoolean();
        proxies = new SimProxies(random, random.nextBoolean());
    }

    void tick() {
        now = now.plusSeconds(1);
        for (Iterator<SimPod> all = pods.values().iterator(); all.hasNext(); ) {
            SimPod pod = all.next();
            PodView.Stage before = pod.stage;
            boolean due = pod.verificationDue;
            boolean gone = pod.live(stamp(), proxies.released(pod.id), random);
            if (gone) {
                all.remove();
            }
            if (gone || pod.stage != before || pod.verificationDue != due) {
                events++;
            }
            // A version that breaks after it was fine takes capacity of its own.
            losses += before == PodView.Stage.READY && pod.stage != before ? 1 : 0;
        }
        proxies.live();
    }

    private Instant stamp() {
        return now.truncatedTo(ChronoUnit.SECONDS);
    }

    int capacity() {
        return proxies.capacity(pods.values());
    }

    int live() {
        int live = 0;
        for (SimPod pod : pods.values()) {
            live += pod.isLive() ? 1 : 0;
        }
        return live;
    }

    SimPod.Version version(String revision) {
        return versions.getOrDefault(revision, SimPod.Version.GOOD);
    }

    boolean isHopeless(String revision) {
        return version(revision).hopeless(verifies);
    }

    /** Empty when the name is taken. */
    Optional<SimPod> create(int slot, String revision) {
        String name = "app-" + revision + "-" + slot;
        for (PodId id : pods.keySet()) {
            if (id.name().equals(name)) {
                return Optional.empty();
            }
        }
        PodId id = new PodId(name, "uid-" + uids++);
        SimPod pod = new SimPod(id, slot, revision, version(revision), stamp(), verifies, 1 + random.nextInt(6));
        pods.put(id, pod);
        made.merge(revision, 1, Integer::sum);
        events++;
        return Optional.of(pod);
    }

    void delete(PodId id) {
        SimPod pod = pods.get(id);
        if (pod == null) {
            return;
        }
        events++;
        if (pod.stage == PodView.Stage.FAILED) {
            pods.remove(id);
        } else {
            pod.terminate(1 + random.nextInt(8));
        }
    }

    /** Its node does, and its object stays for so long. */
    void vanish(SimPod pod, int ticks) {
        losses++;
        events++;
        pod.loseNode(ticks);
    }

    /** Something that nobody planned happens to a pod. */
    void podFault() {
        if (pods.isEmpty()) {
            return;
        }
        List<SimPod> all = new ArrayList<>(pods.values());
        SimPod victim = all.get(random.nextInt(all.size()));
        losses++;
        events++;
        faultsOf.merge(victim.revision, 1, Integer::sum);
        switch (random.nextInt(7)) {
            case 0 -> delete(victim.id);
            case 1 -> victim.fail();
            case 2 -> vanish(victim, random.nextInt(4) == 0 ? 300 + random.nextInt(600) : 20 + random.nextInt(100));
            case 3 -> victim.restart("Error", stamp(), random);
            case 4 -> victim.unschedulable(stamp(), 10 + random.nextInt(200));
            default -> victim.unready(1 + random.nextInt(8));
        }
    }

    boolean refuses(PodId id) {
        SimPod pod = pods.get(id);
        return pod != null && pod.stage == PodView.Stage.READY && now.isBefore(refusedUntil);
    }

    void write(SimResource newer) {
        resource = newer;
        events++;
    }
}
