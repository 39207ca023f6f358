package io.cpubound.operator.act;

import io.cpubound.operator.observe.OwnWrites;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.AppPod;
import io.cpubound.operator.resources.CanonicalJson;
import io.cpubound.operator.resources.ProxyConfigMap;
import io.cpubound.operator.resources.ProxyDeployment;
import io.cpubound.operator.resources.Revision;
import io.cpubound.rollout.PodId;
import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.PodResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/** The writes to single pods. */
@ApplicationScoped
public class PodWriter {

    private final KubernetesClient client;
    private final OwnWrites ownWrites;

    /** One that writes with this client. */
    public PodWriter(KubernetesClient client, OwnWrites ownWrites) {
        this.client = client;
        this.ownWrites = ownWrites;
    }

    /**
     * Creates, and does not apply: to apply would change a pod that is there already, a foreign one too. The name follows
     * from slot and revision, so a second creation is a conflict.
     *
     * @return whether a pod was made; false when it is there already
     */
    boolean create(AppIdentity app, Revision revision, int slot) throws NameTakenException {
        Pod pod = AppPod.of(app, revision, slot);
        try {
            client.raw(uri(app) + "?fieldManager=" + AppIdentity.MANAGER, "POST", pod);
            return true;
        } catch (KubernetesClientException problem) {
            if (problem.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw problem;
            }
            Pod existing = client.resource(pod).get();
            if (existing != null && !app.controls(existing)) {
                throw new NameTakenException(existing);
            }
            // Ours: made in the last look, and not in the cache yet.
            return false;
        }
    }

    /** Marks the pod that was looked at; a pod that came after it under the same name is not touched. */
    void markLeaving(AppIdentity app, PodId pod, Instant now) {
        Map<String, Object> patch = Map.of(
                "metadata",
                Map.of(
                        "uid",
                        pod.uid(),
                        "annotations",
                        Map.of(
                                AppPod.LEAVING,
                                now.truncatedTo(ChronoUnit.SECONDS).toString())));
        ownWrites.written(app, pod(app, pod.name()).patch(by(PatchType.JSON_MERGE), json(patch)));
    }

    /** Deletes this incarnation of the pod: the API server compares the UID. */
    void delete(AppIdentity app, PodId pod) {
        DeleteOptions options = new DeleteOptionsBuilder()
                .withNewPreconditions()
                .withUid(pod.uid())
                .endPreconditions()
                .build();
        String answer = client.raw(uri(app) + "/" + pod.name(), "DELETE", options);
        // The pod as it ends; null when it is gone already.
        if (answer != null
                && client.getKubernetesSerialization().<KubernetesResource>unmarshal(answer) instanceof Pod ending) {
            ownWrites.written(app, ending);
        }
    }

    /** Changes an annotation of an nginx pod, which makes the kubelet look at its volumes at once. */
    void poke(AppIdentity app, Pod proxy, String hash) {
        Map<String, Object> patch = Map.of("metadata", Map.of("annotations", Map.of(ProxyConfigMap.CONFIG_HASH, hash)));
        ownWrites.written(app, pod(app, proxy.getMetadata().getName()).patch(by(PatchType.JSON_MERGE), json(patch)));
    }

    /** Opens the readiness gate of an nginx pod: from now on it counts. */
    void openGate(AppIdentity app, Pod proxy, Instant now) {
        Map<String, Object> patch = Map.of(
                "metadata",
                Map.of("uid", proxy.getMetadata().getUid()),
                "status",
                Map.of(
                        "conditions",
                        List.of(Map.of(
                                "type",
                                ProxyDeployment.GATE,
                                "status",
                                "True",
                                "reason",
                                "RunsCurrentConfiguration",
                                "lastTransitionTime",
                                now.truncatedTo(ChronoUnit.SECONDS).toString()))));
        ownWrites.written(
                app,
                pod(app, proxy.getMetadata().getName())
                        .subresource("status")
                        .patch(by(PatchType.STRATEGIC_MERGE), json(patch)));
    }

    private static String uri(AppIdentity app) {
        return "/api/v1/namespaces/" + app.namespace() + "/pods";
    }

    private PodResource pod(AppIdentity app, String name) {
        return client.pods().inNamespace(app.namespace()).withName(name);
    }

    private static PatchContext by(PatchType type) {
        return new PatchContext.Builder()
                .withPatchType(type)
                .withFieldManager(AppIdentity.MANAGER)
                .build();
    }

    private static String json(Object value) {
        return CanonicalJson.tree(value).toString();
    }
}
