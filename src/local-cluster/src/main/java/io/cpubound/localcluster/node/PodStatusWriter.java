package io.cpubound.localcluster.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Writes one pod's status: the newest one when it differs from what was written, one at a time, again when it fails. Others' conditions
 * stay, for it is a strategic merge patch of ours.
 */
final class PodStatusWriter {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final PatchContext PATCH = new PatchContext.Builder()
            .withPatchType(PatchType.STRATEGIC_MERGE)
            .withFieldManager("kubelet")
            .build();
    private static final Duration AGAIN = Duration.ofMillis(500);
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;

    private final KubernetesClient client;
    private final Pool pool;
    private final ObjectMeta pod;
    private @Nullable PodStatus wanted;
    private @Nullable PodStatus written;
    private boolean busy;
    private boolean gone;
    private Runnable whenWritten = () -> {};

    PodStatusWriter(KubernetesClient client, Pool pool, ObjectMeta pod) {
        this.client = client;
        this.pool = pool;
        this.pod = pod;
    }

    synchronized void write(PodStatus status) {
        wanted = status;
        start();
    }

    /** Writes the last one and then does something, also when the pod is no longer there. */
    synchronized void writeLast(PodStatus status, Runnable then) {
        wanted = status;
        whenWritten = then;
        start();
    }

    private synchronized void start() {
        if (!busy) {
            busy = true;
            pool.execute(this::run);
        }
    }

    private void run() {
        PodStatus next = next();
        while (next != null) {
            if (!gone && !next.equals(written)) {
                try {
                    client.pods()
                            .inNamespace(pod.getNamespace())
                            .withName(pod.getName())
                            .subresource("status")
                            .patch(PATCH, patch(next));
                    written = next;
                } catch (KubernetesClientException e) {
                    if (e.getCode() != NOT_FOUND && e.getCode() != CONFLICT) {
                        pool.after(AGAIN, this::run);
                        return;
                    }
                    gone = true;
                }
            }
            next = done(next);
        }
    }

    private synchronized @Nullable PodStatus next() {
        return wanted;
    }

    /** The next one, or null when that was the newest. */
    private synchronized @Nullable PodStatus done(PodStatus status) {
        if (!status.equals(wanted)) {
            return wanted;
        }
        busy = false;
        whenWritten.run();
        whenWritten = () -> {};
        return null;
    }

    private String patch(PodStatus status) {
        try {
            ObjectNode body = JSON.createObjectNode();
            body.putObject("metadata").put("uid", pod.getUid());
            JsonNode json = JSON.readTree(client.getKubernetesSerialization().asJson(status));
            for (JsonNode condition : json.path("conditions")) {
                // What a condition no longer has must be said, as it is merged.
                for (String field : new String[] {"reason", "message", "lastProbeTime"}) {
                    if (!condition.has(field)) {
                        ((ObjectNode) condition).putNull(field);
                    }
                }
            }
            body.set("status", json);
            return JSON.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
