package io.cpubound.e2e.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;

/** The CRD and the operator, applied from {@code deploy/} as a cluster's admin does. */
public final class Installation {

    private static final String MANAGER = "cpubound-e2e";
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final KubernetesClient client;
    private final List<HasMetadata> made;

    private Installation(KubernetesClient client, List<HasMetadata> made) {
        this.client = client;
        this.made = made;
    }

    /** Applies {@code deploy/} and waits until the operator runs. */
    public static Installation of(KubernetesClient client, Path projectRoot) {
        List<HasMetadata> made = new ArrayList<>();
        for (HasMetadata resource : Manifests.kustomization(projectRoot.resolve("deploy"))) {
            if (client.resource(resource).get() == null) {
                made.add(resource);
            }
            apply(client, resource);
        }
        return new Installation(client, made);
    }

    /** Applies the definitions of {@code crds/} alone, and waits until they are served. */
    public static void ofDefinitions(KubernetesClient client, Path projectRoot) {
        Manifests.kustomization(projectRoot.resolve("crds")).forEach(definition -> apply(client, definition));
    }

    private static void apply(KubernetesClient client, HasMetadata resource) {
        client.resource(resource).fieldManager(MANAGER).forceConflicts().serverSideApply();
        if (resource instanceof CustomResourceDefinition definition) {
            awaitEstablished(client, definition);
        }
    }

    private static void awaitEstablished(KubernetesClient client, CustomResourceDefinition definition) {
        Waiting.untilPresent("the CRD being established", LIMIT, () -> java.util.Optional.ofNullable(
                        client.resource(definition).get())
                // A CRD that was just made has null conditions on a real API server.
                .filter(now -> now.getStatus() != null
                        && now.getStatus().getConditions() != null
                        && now.getStatus().getConditions().stream()
                                .anyMatch(condition -> "Established".equals(condition.getType())
                                        && "True".equals(condition.getStatus()))));
    }

    /** Waits until the operator's Deployment is available in the version that was applied. */
    public void awaitOperator() {
        Waiting.untilPresent("the operator being ready", LIMIT, () -> java.util.Optional.ofNullable(client.apps()
                        .deployments()
                        .inNamespace("cpubound-system")
                        .withName("cpubound-operator")
                        .get())
                .filter(Installation::available));
    }

    private static boolean available(Deployment deployment) {
        return deployment.getStatus() != null
                && Objects.equals(
                        deployment.getStatus().getObservedGeneration(),
                        deployment.getMetadata().getGeneration())
                && Objects.equals(deployment.getStatus().getUpdatedReplicas(), 1)
                && Objects.equals(deployment.getStatus().getAvailableReplicas(), 1);
    }

    /** Deletes what was not there before. */
    public void removeWhatWasMade() {
        List<HasMetadata> lastFirst = new ArrayList<>(made);
        Collections.reverse(lastFirst);
        lastFirst.forEach(resource -> client.resource(resource).delete());
    }
}
