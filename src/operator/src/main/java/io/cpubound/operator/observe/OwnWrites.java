package io.cpubound.operator.observe;

import io.cpubound.operator.resources.AppIdentity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * What the API server answered to this process' writes, until the caches have it. Without it a proof could be built on
 * sand: the cache still shows the ConfigMap of a moment ago, which did not list the pod, while a newer one lists it. And a
 * pod that was just made would not be counted, so a change of the spec within the lag could make one too many.
 */
@ApplicationScoped
public class OwnWrites {

    /** A cache that has not seen a new pod by then never will: somebody has deleted it. */
    private static final Duration LONGEST_LAG = Duration.ofSeconds(5);

    private final Map<AppIdentity, Map<String, HasMetadata>> apps = new ConcurrentHashMap<>();
    private final Map<AppIdentity, Map<String, NewPod>> newPods = new ConcurrentHashMap<>();

    private record NewPod(Pod pod, Instant since) {}

    /** Remembers an answer to a write. */
    public void written(AppIdentity app, HasMetadata answer) {
        apps.computeIfAbsent(app, unused -> new ConcurrentHashMap<>())
                .put(answer.getMetadata().getUid(), answer);
    }

    /** Remembers a pod that was made. */
    public void created(AppIdentity app, Pod pod) {
        newPods.computeIfAbsent(app, unused -> new ConcurrentHashMap<>())
                .put(pod.getMetadata().getUid(), new NewPod(pod, Instant.now()));
    }

    /** Those of the pods that were made that the cache does not have yet. */
    List<Pod> notCached(AppIdentity app, Collection<Pod> cached) {
        Map<String, NewPod> own = newPods.getOrDefault(app, Map.of());
        Set<String> known =
                cached.stream().map(pod -> pod.getMetadata().getUid()).collect(Collectors.toSet());
        Instant oldest = Instant.now().minus(LONGEST_LAG);
        own.values()
                .removeIf(made -> known.contains(made.pod().getMetadata().getUid())
                        || made.since().isBefore(oldest));
        return own.values().stream().map(NewPod::pod).toList();
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
        newPods.keySet().removeIf(app -> app.isNamed(namespace, name));
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
