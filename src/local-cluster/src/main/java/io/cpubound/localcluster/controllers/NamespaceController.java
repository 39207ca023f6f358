package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Empties a namespace that is to end, and lets it end when it is empty. */
final class NamespaceController implements AutoCloseable {

    private static final Duration LOOK_AGAIN = Duration.ofMillis(300);

    private final KubernetesClient client;
    private final WorkQueue queue = new WorkQueue("namespace-controller", this::look);

    NamespaceController(KubernetesClient client, Watches watches) {
        this.client = client;
        watches.onChange(Namespace.class, namespace -> {
            if (namespace.getMetadata().getDeletionTimestamp() != null) {
                queue.add("", namespace.getMetadata().getName());
            }
        });
    }

    private Optional<Duration> look(WorkQueue.Key key) {
        Namespace namespace = client.namespaces().withName(key.name()).get();
        if (namespace == null || namespace.getMetadata().getDeletionTimestamp() == null) {
            return Optional.empty();
        }
        NamespaceContent content = new NamespaceContent();
        for (ResourceDefinitionContext kind : ServedKinds.of(client)) {
            // Events are about what happens here, to the end; they go last, with the namespace.
            if (kind.isNamespaceScoped() && !kind.getPlural().equals("events")) {
                content.add(kind.getPlural(), kind.getGroup(), clear(kind, key.name()));
            }
        }
        if (!content.isEmpty()) {
            say(namespace, content);
            return Optional.of(LOOK_AGAIN);
        }
        client.v1().events().inNamespace(key.name()).delete();
        client.raw(
                "/api/v1/namespaces/" + key.name() + "/finalize",
                "PUT",
                new NamespaceBuilder(namespace)
                        .editOrNewSpec()
                        .withFinalizers(List.of())
                        .endSpec()
                        .build());
        return Optional.empty();
    }

    /** Deletes all of a kind; returns what is there after that. */
    private List<GenericKubernetesResource> clear(ResourceDefinitionContext kind, String namespace) {
        var resources = client.genericKubernetesResources(kind).inNamespace(namespace);
        List<GenericKubernetesResource> unmarked = resources.list().getItems().stream()
                .filter(object -> object.getMetadata().getDeletionTimestamp() == null)
                .toList();
        unmarked.forEach(
                object -> resources.withName(object.getMetadata().getName()).delete());
        return resources.list().getItems();
    }

    private void say(Namespace namespace, NamespaceContent content) {
        List<NamespaceCondition> before = namespace.getStatus().getConditions();
        List<NamespaceCondition> now = content.conditions(before);
        if (!now.equals(before)) {
            client.resource(new NamespaceBuilder(namespace)
                            .editStatus()
                            .withConditions(now)
                            .endStatus()
                            .build())
                    .updateStatus();
        }
    }

    @Override
    public void close() {
        queue.close();
    }
}
