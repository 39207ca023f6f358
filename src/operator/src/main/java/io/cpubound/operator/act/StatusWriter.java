package io.cpubound.operator.act;

import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.CanonicalJson;
import io.cpubound.operator.status.Transitions;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import jakarta.enterprise.context.ApplicationScoped;
import java.net.HttpURLConnection;

/**
 * Writes the status, when it differs, and only over the status that it was worked out from. It does not go through
 * the framework's status patch: versions 5.3.0 to 5.4.x can drop a change of the spec that arrives meanwhile
 * (java-operator-sdk#3398).
 */
@ApplicationScoped
public class StatusWriter {

    private final KubernetesClient client;
    private final EventRecorder events;

    /** One that writes with this client. */
    public StatusWriter(KubernetesClient client, EventRecorder events) {
        this.client = client;
        this.events = events;
    }

    /**
     * Writes it.
     *
     * @return false when the resource has changed since it was looked at: look again
     */
    public boolean write(Observation seen, CpuBoundAppStatus status) {
        CpuBoundApp app = seen.app();
        if (app.getMetadata().getDeletionTimestamp() != null || same(seen, status)) {
            return true;
        }
        CpuBoundApp patch = new CpuBoundApp();
        patch.setMetadata(new ObjectMetaBuilder()
                .withName(app.getMetadata().getName())
                .withNamespace(app.getMetadata().getNamespace())
                .withUid(app.getMetadata().getUid())
                .withResourceVersion(app.getMetadata().getResourceVersion())
                .build());
        patch.setStatus(status);
        try {
            client.resource(patch)
                    .subresource("status")
                    .patch(
                            new PatchContext.Builder()
                                    .withPatchType(PatchType.SERVER_SIDE_APPLY)
                                    .withFieldManager(AppIdentity.MANAGER)
                                    .withForce(true)
                                    .build(),
                            patch);
        } catch (KubernetesClientException problem) {
            if (problem.getCode() == HttpURLConnection.HTTP_CONFLICT
                    || problem.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                return false;
            }
            throw problem;
        }
        Transitions.between(seen.previous(), status).forEach(notice -> events.record(seen.identity(), notice));
        return true;
    }

    private static boolean same(Observation seen, CpuBoundAppStatus status) {
        return seen.previous()
                .map(previous -> CanonicalJson.tree(previous).equals(CanonicalJson.tree(status)))
                .orElse(false);
    }
}
