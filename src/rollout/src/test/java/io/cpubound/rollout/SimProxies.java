package io.cpubound.rollout;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;

/** Two proxies that take up a configuration late, keep old workers for a while, get stuck and restart. */
final class SimProxies {

    private static final class Proxy {
        Set<PodId> serving = Set.of();
        Set<PodId> oldWorkers = Set.of();
        int configuration;
        int ticksToReload;
        int ticksOfOldWorkers;
        int ticksDown;
    }

    private final SplittableRandom random;
    private final boolean exact;
    private final List<Proxy> proxies = List.of(new Proxy(), new Proxy());
    private Set<PodId> configured = Set.of();
    private int configuration;

    /** Whether they prove exactly whom they list, or only while all run the newest configuration. */
    SimProxies(SplittableRandom random, boolean exact) {
        this.random = random;
        this.exact = exact;
    }

    /** The list that is wanted now, as the API has it. */
    Set<PodId> configured() {
        return configured;
    }

    int configuration() {
        return configuration;
    }

    /** Returns whether it is another list. */
    boolean configure(List<PodId> upstream) {
        Set<PodId> wanted = Set.copyOf(upstream);
        if (wanted.equals(configured)) {
            return false;
        }
        configured = wanted;
        configuration++;
        return true;
    }

    void live() {
        for (Proxy proxy : proxies) {
            if (proxy.ticksDown > 0) {
                // It comes up with the newest configuration.
                proxy.serving = --proxy.ticksDown > 0 ? Set.of() : configured;
                proxy.configuration = configuration;
                continue;
            }
            if (!proxy.oldWorkers.isEmpty() && --proxy.ticksOfOldWorkers <= 0) {
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
                proxy.ticksOfOldWorkers = 1 + random.nextInt(4);
            }
        }
    }

    /** One of them does not acknowledge for a while, has long requests, or restarts. */
    void fault() {
        Proxy proxy = proxies.get(random.nextInt(2));
        boolean bothUp = proxies.get(0).ticksDown + proxies.get(1).ticksDown == 0;
        switch (random.nextInt(3)) {
            case 0 -> proxy.ticksToReload = 10 + random.nextInt(60);
            case 1 -> proxy.ticksOfOldWorkers = 10 + random.nextInt(60);
            default -> {
                if (bothUp) {
                    proxy.ticksDown = 1 + random.nextInt(10);
                    proxy.serving = Set.of();
                    proxy.oldWorkers = Set.of();
                }
            }
        }
    }

    void heal() {
        for (Proxy proxy : proxies) {
            proxy.ticksToReload = Math.min(proxy.ticksToReload, 2);
            proxy.ticksOfOldWorkers = Math.min(proxy.ticksOfOldWorkers, 4);
        }
    }

    /** As far as one can tell who takes this for the wanted list. */
    boolean listed(PodId id, Set<PodId> wanted) {
        if (!wanted.contains(id)) {
            return false;
        }
        for (Proxy proxy : proxies) {
            boolean lists = proxy.serving.contains(id) && (exact || proxy.serving.equals(wanted));
            if (proxy.ticksDown == 0 && !lists) {
                return false;
            }
        }
        return true;
    }

    boolean released(PodId id) {
        return released(id, configured);
    }

    boolean released(PodId id, Set<PodId> wanted) {
        if (wanted.contains(id)) {
            return false;
        }
        for (Proxy proxy : proxies) {
            boolean clean = exact
                    ? !proxy.serving.contains(id) && !proxy.oldWorkers.contains(id)
                    : proxy.serving.equals(wanted) && proxy.oldWorkers.isEmpty();
            if (proxy.ticksDown == 0 && !clean) {
                return false;
            }
        }
        return true;
    }

    /** Some request may still go there, in truth. */
    boolean uses(PodId id) {
        for (Proxy proxy : proxies) {
            if (proxy.serving.contains(id) || proxy.oldWorkers.contains(id)) {
                return true;
            }
        }
        return false;
    }

    /** New requests go there, in truth. */
    boolean serves(PodId id) {
        for (Proxy proxy : proxies) {
            if (proxy.serving.contains(id)) {
                return true;
            }
        }
        return false;
    }

    /** The least of what a proxy has of these. */
    int capacity(Iterable<SimPod> pods) {
        int least = Integer.MAX_VALUE;
        for (Proxy proxy : proxies) {
            if (proxy.ticksDown > 0) {
                continue;
            }
            int ready = 0;
            for (SimPod pod : pods) {
                ready += pod.stage == PodView.Stage.READY && proxy.serving.contains(pod.id) ? 1 : 0;
            }
            least = Math.min(least, ready);
        }
        return least;
    }
}
