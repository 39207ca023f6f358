package io.cpubound.localcluster.node;

import io.cpubound.localcluster.api.EventNames;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.ObjectReference;
import io.fabric8.kubernetes.api.model.ObjectReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** Writes events as a kubelet does; what happens again raises the count of the first. Never holds up the caller, never fails him. */
final class Events implements AutoCloseable {

    private static final int KEPT = 2000;
    private static final PatchContext PATCH = PatchContext.of(PatchType.STRATEGIC_MERGE);

    private record Key(String uid, String type, String reason, String message, String field) {}

    private record Kept(String name, int count) {}

    private final KubernetesClient client;
    private final String node;
    private final ExecutorService writer = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "node-events");
        thread.setDaemon(true);
        return thread;
    });
    private final Map<Key, Kept> kept = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Key, Kept> eldest) {
            return size() > KEPT;
        }
    };

    Events(KubernetesClient client, String node) {
        this.client = client;
        this.node = node;
    }

    /**
     * Something happened.
     *
     * @param field of the pod, such as {@code spec.containers{app}}; empty for the pod itself
     */
    void add(Pod pod, String field, boolean warning, String reason, String message) {
        ObjectReference about = new ObjectReferenceBuilder()
                .withApiVersion("v1")
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .withResourceVersion(pod.getMetadata().getResourceVersion())
                .withFieldPath(field.isEmpty() ? null : field)
                .build();
        Instant now = Instant.now();
        String name = EventNames.of(about.getName());
        try {
            writer.execute(() -> write(name, about, warning ? "Warning" : "Normal", reason, message, now));
        } catch (RejectedExecutionException e) {
            System.getLogger(Events.class.getName()).log(System.Logger.Level.DEBUG, "late event {0}", reason);
        }
    }

    private void write(String name, ObjectReference about, String type, String reason, String message, Instant at) {
        Key key = new Key(about.getUid(), type, reason, message, String.valueOf(about.getFieldPath()));
        Kept before = kept.get(key);
        String time = StatusComputing.time(at);
        try {
            if (before != null) {
                Kept next = new Kept(before.name, before.count + 1);
                client.v1()
                        .events()
                        .inNamespace(about.getNamespace())
                        .withName(before.name)
                        .patch(PATCH, "{\"count\":" + next.count + ",\"lastTimestamp\":\"" + time + "\"}");
                kept.put(key, next);
            } else {
                Event made = client.v1()
                        .events()
                        .inNamespace(about.getNamespace())
                        .resource(event(name, about, type, reason, message, time))
                        .create();
                kept.put(key, new Kept(made.getMetadata().getName(), 1));
            }
        } catch (KubernetesClientException e) {
            kept.remove(key);
        }
    }

    private Event event(String name, ObjectReference about, String type, String reason, String message, String time) {
        return new EventBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(about.getNamespace())
                .endMetadata()
                .withInvolvedObject(about)
                .withType(type)
                .withReason(reason)
                .withMessage(message)
                .withFirstTimestamp(time)
                .withLastTimestamp(time)
                .withCount(1)
                .withNewSource("kubelet", node)
                .withReportingComponent("kubelet")
                .withReportingInstance(node)
                .build();
    }

    @Override
    public void close() {
        writer.shutdownNow();
    }
}
