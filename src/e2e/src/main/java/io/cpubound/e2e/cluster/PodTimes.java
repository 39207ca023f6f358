package io.cpubound.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * When an app's pods became ready, were marked to leave and were told to end: by this machine's clock, as the watch told. (The
 * API's own times are whole seconds, and another machine's.)
 */
public final class PodTimes implements AutoCloseable {

    private final Map<String, Times> byUid = new TreeMap<>();
    private final SharedIndexInformer<Pod> informer;

    PodTimes(KubernetesClient client, String namespace, String app) {
        informer = client.pods()
                .inNamespace(namespace)
                .withLabel(AppPods.APP, app)
                .withLabel(AppPods.COMPONENT, "app")
                .inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(Pod pod) {
                        note(pod, false);
                    }

                    @Override
                    public void onUpdate(Pod before, Pod pod) {
                        note(pod, false);
                    }

                    @Override
                    public void onDelete(Pod pod, boolean lastStateUnknown) {
                        note(pod, true);
                    }
                });
    }

    private synchronized void note(Pod pod, boolean gone) {
        Instant now = Instant.now();
        Times times = byUid.computeIfAbsent(pod.getMetadata().getUid(), uid -> new Times(pod));
        if (AppPods.ready(pod) && times.ready == null) {
            times.ready = now;
        }
        if (AppPods.leaving(pod) && times.leaving == null) {
            times.leaving = now;
        }
        if ((gone || pod.getMetadata().getDeletionTimestamp() != null) && times.deleted == null) {
            times.deleted = now;
        }
    }

    /** How many pods there were of other revisions than this, be it for the blink of an eye. */
    public synchronized int notOf(String revision) {
        return (int) byUid.values().stream()
                .filter(times -> !times.revision.equals(revision))
                .count();
    }

    /** From the leaving mark to the deletion, of each pod that left, the shortest first. */
    public synchronized List<Duration> drains() {
        List<Duration> drains = new ArrayList<>();
        for (Times times : byUid.values()) {
            if (times.leaving != null && times.deleted != null) {
                drains.add(Duration.between(times.leaving, times.deleted));
            }
        }
        drains.sort(Comparator.naturalOrder());
        return List.copyOf(drains);
    }

    /**
     * From ready to a moment, of each pod that became ready after {@code since}, the shortest first.
     *
     * @param moments by pod name, such as the first answer of each pod
     */
    public synchronized List<Duration> fromReady(Instant since, Map<String, Instant> moments) {
        List<Duration> spans = new ArrayList<>();
        for (Times times : byUid.values()) {
            Instant moment = moments.get(times.name);
            if (times.ready != null && times.ready.isAfter(since) && moment != null) {
                spans.add(Duration.between(times.ready, moment));
            }
        }
        spans.sort(Comparator.naturalOrder());
        return List.copyOf(spans);
    }

    @Override
    public void close() {
        informer.close();
    }

    private static final class Times {
        private final String name;
        private final String revision;
        private @Nullable Instant ready;
        private @Nullable Instant leaving;
        private @Nullable Instant deleted;

        Times(Pod pod) {
            this.name = pod.getMetadata().getName();
            this.revision = AppPods.revision(pod);
        }
    }
}
