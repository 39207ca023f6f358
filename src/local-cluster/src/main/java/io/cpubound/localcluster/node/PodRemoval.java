package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Map;

/** Deletes a pod whose containers have ended, for good; again until it is gone. */
final class PodRemoval {

    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final Duration AGAIN = Duration.ofMillis(500);

    private final KubernetesClient client;
    private final Pool pool;
    private final ObjectMeta pod;

    PodRemoval(KubernetesClient client, Pool pool, ObjectMeta pod) {
        this.client = client;
        this.pool = pool;
        this.pod = pod;
    }

    /**
     * Starts.
     *
     * @param done called when the API has it no more, or finalizers are all that holds it
     */
    void start(Runnable done) {
        try {
            client.raw(
                    "/api/v1/namespaces/" + pod.getNamespace() + "/pods/" + pod.getName(),
                    "DELETE",
                    Map.of(
                            "apiVersion",
                            "v1",
                            "kind",
                            "DeleteOptions",
                            "gracePeriodSeconds",
                            0,
                            "preconditions",
                            Map.of("uid", pod.getUid())));
            done.run();
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND || e.getCode() == CONFLICT) {
                done.run();
            } else {
                pool.after(AGAIN, () -> start(done));
            }
        }
    }
}
