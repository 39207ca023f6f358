package io.cpubound.operator.act;

import io.cpubound.operator.InstalledOperator;
import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.observe.Observer;
import io.cpubound.operator.observe.OwnWrites;
import io.cpubound.operator.proxy.ProxyWatch;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.Revision;
import io.cpubound.operator.verify.Verifier;
import io.cpubound.rollout.PodId;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.vertx.core.Vertx;
import java.lang.reflect.Proxy;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An app in a namespace of its own on a real API server, and what acts on it, with the rights that the operator has. Nothing is
 * cached: each look reads what is there.
 */
final class LiveApp implements AutoCloseable {

    static final String NAME = "app";

    final KubernetesClient admin;
    final KubernetesClient client;
    final String namespace;
    final OwnWrites ownWrites = new OwnWrites();
    final EventRecorder events;
    final PodWriter pods;
    final Applier applier;
    final Actor actor;
    final StatusWriter statusWriter;

    private final Vertx vertx = Vertx.vertx();
    private final Observer observer;

    LiveApp(KubernetesClient admin) {
        this(admin, "");
    }

    /** One of which {@code spec} says more than the image, such as {@code , replicas: 2}. */
    LiveApp(KubernetesClient admin, String spec) {
        this(admin, spec, admin.getConfiguration().getMasterUrl());
    }

    /** One on which is acted through this address. */
    LiveApp(KubernetesClient admin, String spec, String url) {
        this.admin = admin;
        Config config = InstalledOperator.on(admin).config();
        config.setMasterUrl(url);
        client = new KubernetesClientBuilder().withConfig(config).build();
        namespace = admin.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withGenerateName("live-app-")
                        .endMetadata()
                        .build())
                .create()
                .getMetadata()
                .getName();
        events = new EventRecorder(client);
        pods = new PodWriter(client, ownWrites);
        applier = new Applier(client, ownWrites, events);
        Verifications verifications = new Verifications(new Verifier(vertx), pods);
        actor = new Actor(
                client,
                applier,
                pods,
                new PodSteps(pods, new Budgets(client), verifications, events),
                new LastWords(client));
        statusWriter = new StatusWriter(client, events);
        observer = new Observer(
                ownWrites,
                new ProxyWatch(address -> CompletableFuture.failedFuture(new IllegalStateException("no nginx here"))));
        admin.resource(new KubernetesSerialization()
                        .unmarshal(
                                "---\n{kind: CpuBoundApp, apiVersion: cpubound.io/v1, metadata: {name: " + NAME
                                        + ", namespace: " + namespace + "}, spec: {image: busybox" + spec + "}}",
                                CpuBoundApp.class))
                .create();
    }

    CpuBoundApp app() {
        return admin.resources(CpuBoundApp.class)
                .inNamespace(namespace)
                .withName(NAME)
                .get();
    }

    AppIdentity identity() {
        return AppIdentity.of(app());
    }

    Revision revision() {
        return Revision.of(app().getSpec());
    }

    /** The name of the pod of the spec's revision in a slot. */
    String podName(int slot) {
        return identity().podName(revision().hash(), slot);
    }

    /** A pod of the app, made as the operator makes it. */
    PodId made(int slot) throws NameTakenException {
        pods.create(identity(), revision(), slot, false);
        return id(pod(podName(slot)));
    }

    /** A pod gets ready, or is not, as the kubelet would say it. */
    void ready(PodId pod, boolean ready) {
        admin.pods().inNamespace(namespace).withName(pod.name()).editStatus(made -> made.edit()
                .editOrNewStatus()
                .withPhase("Running")
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .withLastTransitionTime("2026-01-01T11:00:00Z")
                .endCondition()
                .endStatus()
                .build());
    }

    /** As {@code kubectl label --overwrite} does. */
    void relabel(PodId pod, Map<String, String> labels) {
        admin.pods().inNamespace(namespace).withName(pod.name()).edit(made -> made.edit()
                .editMetadata()
                .addToLabels(labels)
                .endMetadata()
                .build());
    }

    /** Somebody wants another image. */
    void image(String image) {
        admin.resources(CpuBoundApp.class)
                .inNamespace(namespace)
                .withName(NAME)
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"spec\":{\"image\":\"" + image + "\"}}");
    }

    Pod pod(String name) {
        return admin.pods().inNamespace(namespace).withName(name).get();
    }

    static PodId id(Pod pod) {
        return new PodId(pod.getMetadata().getName(), pod.getMetadata().getUid());
    }

    /** Takes an object away at once and makes it anew from {@code other}, under its name. */
    void replaced(HasMetadata other) {
        admin.resource(other).withGracePeriod(0).delete();
        other.getMetadata().setUid(null);
        other.getMetadata().setResourceVersion(null);
        other.getMetadata().setCreationTimestamp(null);
        other.getMetadata().setManagedFields(null);
        admin.resource(other).create();
    }

    /** One look, by the operator's own observer. */
    Observation look() {
        return observer.observe(app(), uncached(this::listed));
    }

    /** One look in which no pod that was made has arrived in the cache yet. */
    Observation lookWithoutPods() {
        return observer.observe(app(), uncached(type -> type.equals(Pod.class) ? Set.of() : listed(type)));
    }

    @SuppressWarnings("unchecked") // nothing else is asked of a Context than what it knows of a class
    private static Context<CpuBoundApp> uncached(Function<Class<? extends HasMetadata>, Set<HasMetadata>> known) {
        return (Context<CpuBoundApp>) Proxy.newProxyInstance(
                Context.class.getClassLoader(), new Class<?>[] {Context.class}, (self, method, arguments) -> {
                    if (!method.getName().equals("getSecondaryResources")) {
                        throw new UnsupportedOperationException(method.getName());
                    }
                    return known.apply((Class<? extends HasMetadata>) arguments[0]);
                });
    }

    private Set<HasMetadata> listed(Class<? extends HasMetadata> type) {
        return client.resources(type).inNamespace(namespace).withLabel(AppIdentity.APP).list().getItems().stream()
                .collect(Collectors.toSet());
    }

    /** The resource version of everything that belongs to the app, and its own: as long as none differs, nothing was written. */
    Map<String, String> versions() {
        Map<String, String> versions = new TreeMap<>();
        Stream.of(Pod.class, ConfigMap.class, Service.class, Deployment.class, ControllerRevision.class)
                .flatMap(type -> listed(type).stream())
                .forEach(object -> versions.put(
                        object.getKind() + "/" + object.getMetadata().getName(),
                        object.getMetadata().getResourceVersion()));
        versions.put("CpuBoundApp/" + NAME, app().getMetadata().getResourceVersion());
        return versions;
    }

    @Override
    public void close() {
        admin.namespaces().withName(namespace).delete();
        client.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
