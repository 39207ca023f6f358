package io.cpubound.operator.observe;

import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What the API server answered to this process' writes, until the caches have it. Without it a proof could be built on
 * sand: the cache still shows the ConfigMap of a moment ago, which did not list the pod, while a newer one lists it.
 */
@ApplicationScoped
public class OwnWrites {

    private final Map<String, Map<String, HasMetadata>> apps = new ConcurrentHashMap<>();

    /** Remembers an answer to a write. */
    public void written(String appUid, HasMetadata answer) {
        apps.computeIfAbsent(appUid, unused -> new ConcurrentHashMap<>())
                .put(answer.getMetadata().getUid(), answer);
    }

    /** The cached object, or what was written after it. */
    <T extends HasMetadata> T newest(String appUid, Class<T> type, T cached) {
        HasMetadata own =
                apps.getOrDefault(appUid, Map.of()).get(cached.getMetadata().getUid());
        return type.isInstance(own) && version(own) > version(cached) ? type.cast(own) : cached;
    }

    /** Forgets what the caches have caught up with, and what is gone. */
    void caughtUp(String appUid, Collection<? extends HasMetadata> cached) {
        Map<String, HasMetadata> own = apps.get(appUid);
        if (own == null) {
            return;
        }
        Map<String, HasMetadata> byUid = cached.stream()
                .collect(Collectors.toMap(object -> object.getMetadata().getUid(), object -> object, (a, b) -> a));
        own.values().removeIf(written -> {
            HasMetadata seen = byUid.get(written.getMetadata().getUid());
            return seen == null || version(seen) >= version(written);
        });
    }

    /** Forgets all apps but these. */
    public void keepOnly(Set<String> appUids) {
        apps.keySet().retainAll(appUids);
    }

    /** Resource versions are ordered numbers in every API server there is (and by promise since Kubernetes 1.35). */
    public static long version(HasMetadata object) {
        String version = object.getMetadata().getResourceVersion();
        try {
            return version == null ? 0 : Long.parseLong(version);
        } catch (NumberFormatException e) {
            return 0;
        }
    }
}
