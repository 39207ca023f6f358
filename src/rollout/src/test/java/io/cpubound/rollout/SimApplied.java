package io.cpubound.rollout;

import java.util.List;
import java.util.Set;

/** What one operator knows of the proxies' list: as its cache has it, or as it wrote it itself. It applies over whatever is there. */
final class SimApplied {
    private final SimProxies proxies;
    private Set<PodId> wish = Set.of();
    private int wishVersion = -1;
    private Set<PodId> cached = Set.of();
    private int cachedVersion = -1;

    SimApplied(SimProxies proxies) {
        this.proxies = proxies;
    }

    void sync() {
        cached = proxies.configured();
        cachedVersion = proxies.configuration();
    }

    /** What it takes for the wanted list. */
    Set<PodId> wanted() {
        return wishVersion > cachedVersion ? wish : cached;
    }

    /** Returns whether that is another list. */
    boolean apply(List<PodId> upstream) {
        Set<PodId> newWish = Set.copyOf(upstream);
        boolean isStill = wishVersion >= 0 && newWish.equals(wish) && wanted().equals(newWish);
        if (isStill) {
            return false;
        }
        boolean changed = proxies.configure(upstream);
        wish = newWish;
        wishVersion = proxies.configuration();
        return changed;
    }
}
