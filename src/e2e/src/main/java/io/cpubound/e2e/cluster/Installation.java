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
import java.util.Optional;

/** The CRD and the operator, applied from {@code deploy/} as a cluster's admin does. */
public final class Installation {

    private static final String MANAGER = "cpubound-e2e";
    private static final Duration LIMIT = Duration.ofMinutes(3);

    private final KubernetesClient client;
    private final List<HasMetadata> manifests;
    private final List<HasMetadata> made = new ArrayList<>();

    private Installation(KubernetesClient client, List<HasMetadata> manifests) {
        this.client = client;
        this.manifests = manifests;
    }

    /** What {@code deploy/} has, for this cluster; nothing is applied yet, so that its removal can be provided for first. */
    public static Installation of(KubernetesClient client, Path projectRoot) {
        return new Installation(client, Manifests.kustomization(projectRoot.resolve("deploy")));
    }

    /** Whether the cluster has the CRD, or the operator's Deployment: then somebody has installed the operator, maybe another version of it. */
    public boolean isThere() {
        return hasOperator()
                || manifests.stream()
                        .filter(CustomResourceDefinition.class::isInstance)
                        .anyMatch(definition -> client.resource(definition).get() != null);
    }

    /** Whether the operator's Deployment is where {@code deploy/} puts it. */
    public boolean hasOperator() {
        return operator().isPresent();
    }

    /** Applies it all. */
    public Installation apply() {
        for (HasMetadata resource : manifests) {
            if (client.resource(resource).get() == null) {
                made.add(resource);
            }
            apply(client, resource);
        }
        return this;
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
        Waiting.untilPresent("the CRD being established", LIMIT, () -> Optional.ofNullable(
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
        Waiting.untilPresent("the operator being ready", LIMIT, () -> operator().filter(Installation::available));
    }

    private Optional<Deployment> operator() {
        return Optional.ofNullable(client.apps()
                .deployments()
                .inNamespace("cpubound-system")
                .withName("cpubound-operator")
                .get());
    }

    private static boolean available(Deployment deployment) {
        return deployment.getStatus() != null
                && Objects.equals(
                        deployment.getStatus().getObservedGeneration(),
                        deployment.getMetadata().getGeneration())
                && Objects.equals(
                        deployment.getStatus().getUpdatedReplicas(),
                        deployment.getSpec().getReplicas())
                && Objects.equals(
                        deployment.getStatus().getAvailableReplicas(),
                        deployment.getSpec().getReplicas());
    }

    /** Deletes what was not there before. */
    public void removeWhatWasMade() {
        List<HasMetadata> lastFirst = new ArrayList<>(made);
        Collections.reverse(lastFirst);
        lastFirst.forEach(resource -> client.resource(resource).delete());
    }
}
