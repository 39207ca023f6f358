package io.cpubound.e2e.demo;

import io.cpubound.e2e.cluster.Waiting;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/**
 * Where the demo works in somebody's cluster: a namespace of its own, so that it neither changes nor deletes what a user has. One that it made
 * (its label says so) is deleted at the end, also when an earlier demo left it; one that was there, and empty, stays.
 */
final class DemoNamespace {

    static final String DEFAULT_NAME = "cpubound-demo";
    private static final Map<String, String> MADE_BY_DEMO = Map.of("app.kubernetes.io/created-by", "cpubound-demo");

    private final KubernetesClient client;
    private final String name;
    private final String app;
    private boolean ours;

    /**
     * Touches nothing yet.
     *
     * @param app the name of the demo's app, which an earlier demo may have left
     */
    DemoNamespace(KubernetesClient client, String name, String app) {
        this.client = client;
        this.name = name;
        this.app = app;
    }

    /**
     * Looks whether somebody else uses it.
     *
     * @throws IllegalStateException saying what is in it that is not the demo's
     */
    void check() {
        Namespace there = client.namespaces().withName(name).get();
        if (there == null) {
            return;
        }
        boolean leftByDemo = labels(there).entrySet().containsAll(MADE_BY_DEMO.entrySet());
        List<String> strangers = contents()
                .filter(resource -> !leftByDemo || !isOfApp(resource))
                .map(resource ->
                        resource.getKind() + " " + resource.getMetadata().getName())
                .toList();
        if (!strangers.isEmpty()) {
            throw new IllegalStateException("the namespace " + name + " exists and has what is not the demo's: "
                    + String.join(", ", strangers.subList(0, Math.min(3, strangers.size())))
                    + (strangers.size() > 3 ? " and " + (strangers.size() - 3) + " more" : "")
                    + ". The demo wants a namespace of its own: name another with NAMESPACE=...");
        }
        ours = leftByDemo;
    }

    /** Makes it where it is missing. */
    void claim() {
        if (client.namespaces().withName(name).get() == null) {
            // Before the call: one that is interrupted may have made it all the same.
            ours = true;
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(name)
                            .withLabels(MADE_BY_DEMO)
                            .endMetadata()
                            .build())
                    .create();
        }
    }

    /** What serves somebody. (A Secret or ConfigMap may be what a cluster puts into every namespace.) */
    private Stream<HasMetadata> contents() {
        Stream<Collection<? extends HasMetadata>> kinds = Stream.of(
                apps(),
                client.pods().inNamespace(name).list().getItems(),
                client.services().inNamespace(name).list().getItems(),
                client.apps().deployments().inNamespace(name).list().getItems());
        return kinds.flatMap(Collection::stream);
    }

    private Collection<? extends HasMetadata> apps() {
        boolean defined = client.apiextensions()
                        .v1()
                        .customResourceDefinitions()
                        .withName("cpuboundapps.cpubound.io")
                        .get()
                != null;
        return defined
                ? client.genericKubernetesResources("cpubound.io/v1", "CpuBoundApp")
                        .inNamespace(name)
                        .list()
                        .getItems()
                : List.of();
    }

    private boolean isOfApp(HasMetadata resource) {
        return resource.getMetadata().getName().equals(app)
                || app.equals(labels(resource).get("app.kubernetes.io/name"));
    }

    private static Map<String, String> labels(HasMetadata resource) {
        return Objects.requireNonNullElse(resource.getMetadata().getLabels(), Map.of());
    }

    /** Deletes it, if the demo made it, and waits until it is gone, so that a next demo can make it. */
    void release(Duration limit) {
        if (!ours) {
            return;
        }
        client.namespaces().withName(name).delete();
        Waiting.until(
                "the end of the namespace " + name,
                limit,
                () -> client.namespaces().withName(name).get() == null,
                gone -> {},
                gone -> gone);
    }
}
