package io.cpubound.e2e.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/** A CpuBoundApp in a cluster, as its user handles it. */
public final class App {

    private static final String API = "cpubound.io/v1";
    static final String KIND = "CpuBoundApp";
    private static final String MANAGER = "cpubound-e2e";

    private final KubernetesClient client;
    private final String namespace;
    private final String name;

    /** An app that is there, or will be. */
    public App(KubernetesClient client, String namespace, String name) {
        this.client = client;
        this.namespace = namespace;
        this.name = name;
    }

    /** Applies the resource server-side, in this app's namespace and under its name; makes the namespace where it is missing. */
    public void apply(GenericKubernetesResource resource) {
        if (client.namespaces().withName(namespace).get() == null) {
            client.resource(new NamespaceBuilder()
                            .withNewMetadata()
                            .withName(namespace)
                            .endMetadata()
                            .build())
                    .create();
        }
        resource.getMetadata().setNamespace(namespace);
        resource.getMetadata().setName(name);
        client.resource(resource).fieldManager(MANAGER).forceConflicts().serverSideApply();
    }

    /** Merges JSON into the spec, such as {@code {"replicas":5}}. */
    public void patchSpec(String json) {
        resource().patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":" + json + "}");
    }

    /** Sets an annotation of the resource. */
    public void annotate(String name, String value) {
        resource()
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"" + name + "\":\"" + value + "\"}}}");
    }

    /** Asks for another image. */
    public void image(String image) {
        patchSpec("{\"image\":\"" + image + "\"}");
    }

    /** Asks for another number of pods. */
    public void scale(int replicas) {
        patchSpec("{\"replicas\":" + replicas + "}");
    }

    /** Deletes the resource and waits until it and all its pods, the proxies' too, are gone. */
    public void delete(Duration limit) {
        resource().delete();
        Waiting.until(
                "the end of " + namespace + "/" + name,
                limit,
                () ->
                        client
                                .pods()
                                .inNamespace(namespace)
                                .withLabel("app.kubernetes.io/name", name)
                                .list()
                                .getItems()
                                .stream()
                                .map(pod -> pod.getMetadata().getName())
                                .toList(),
                pods -> {},
                pods -> pods.isEmpty() && resource().get() == null);
    }

    /** How it is now. */
    public AppView view() {
        GenericKubernetesResource now =
                Objects.requireNonNull(resource().get(), () -> KIND + " " + namespace + "/" + name + " does not exist");
        return AppView.of(now, pods());
    }

    /** Waits until the condition Ready holds for the spec as it is now. */
    public AppView awaitReady(Duration limit, Consumer<? super AppView> each) {
        return await("Ready", limit, each, AppView::ready);
    }

    /** Waits for a state. */
    public AppView await(
            String what,
            Duration limit,
            Consumer<? super AppView> each,
            java.util.function.Predicate<? super AppView> condition) {
        return Waiting.until(namespace + "/" + name + " being " + what, limit, this::view, each, condition);
    }

    /** Its app pods, those that end included. */
    public List<Pod> pods() {
        return client.pods()
                .inNamespace(namespace)
                .withLabel(AppPods.APP, name)
                .withLabel(AppPods.COMPONENT, "app")
                .list()
                .getItems();
    }

    /** Where its Service answers inside the cluster; reachable from this machine on the local cluster and on a node. */
    public URI entry() {
        return Waiting.untilPresent("the Service of " + name, Duration.ofSeconds(30), () -> Optional.ofNullable(
                        client.services().inNamespace(namespace).withName(name).get())
                .flatMap(App::address));
    }

    private static Optional<URI> address(Service service) {
        return Optional.ofNullable(service.getSpec().getClusterIP())
                .filter(ip -> !ip.isEmpty())
                .map(ip -> URI.create("http://" + (ip.contains(":") ? "[" + ip + "]" : ip) + ":"
                        + service.getSpec().getPorts().get(0).getPort()));
    }

    /** Starts to note when its pods become ready, are marked, deleted and gone. */
    public PodTimes watchPods() {
        return new PodTimes(client, namespace, name);
    }

    /** Its resource, for what is not said here. */
    public Resource<GenericKubernetesResource> resource() {
        return client.genericKubernetesResources(API, KIND)
                .inNamespace(namespace)
                .withName(name);
    }

    /** Its name. */
    public String name() {
        return name;
    }

    /** Its namespace. */
    public String namespace() {
        return namespace;
    }
}
