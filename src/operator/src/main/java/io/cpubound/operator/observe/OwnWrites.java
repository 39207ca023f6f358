package io.cpubound.operator.observe;

import io.cpubound.operator.resources.AppIdentity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What the API server answered to this process' writes, until the caches have it. Without it a proof could be built on
 * sand: the cache still shows the ConfigMap of a moment ago, which did not list the pod, while a newer one lists it.
 */
@ApplicationScoped
public class OwnWrites {

    private final Map<AppIdentity, Map<String, HasMetadata>> apps = new ConcurrentHashMap<>();

    /** Remembers an answer to a write. */
    public void written(AppIdentity app, HasMetadata answer) {
        apps.computeIfAbsent(app, unused -> new ConcurrentHashMap<>())
                .put(answer.getMetadata().getUid(), answer);
    }

    /** The cached object, or what was written after it. */
    <T extends HasMetadata> T newest(AppIdentity app, Class<T> type, T cached) {
        HasMetadata own =
                apps.getOrDefault(app, Map.of()).get(cached.getMetadata().getUid());
        return type.isInstance(own) && version(own) > version(cached) ? type.cast(own) : cached;
    }

    /** Forgets what the caches have caught up with, and what is gone. */
    void caughtUp(AppIdentity app, Collection<? extends HasMetadata> cached) {
        Map<String, HasMetadata> own = apps.get(app);
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

    /** Forgets an app that is gone. */
    public void forget(String namespace, String name) {
        apps.keySet().removeIf(app -> app.isNamed(namespace, name));
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
