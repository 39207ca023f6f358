package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.DeletionPropagation;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Deletes what lost all its owners, and does what the finalizers {@code foregroundDeletion} and {@code orphan} ask for. It looks at
 * an object and its owners anew before it deletes, and only what still has the UID that it decided about.
 */
final class GarbageCollector implements AutoCloseable {

    private static final String FOREGROUND = "foregroundDeletion";
    private static final String ORPHAN = "orphan";
    /** Never owned, and many. */
    private static final Set<String> LEFT_OUT = Set.of("events");

    private static final Duration LOOK_AGAIN = Duration.ofMillis(500);

    private final KubernetesClient client;
    private final OwnershipGraph graph = new OwnershipGraph();
    private final Map<String, SharedIndexInformer<GenericKubernetesResource>> watched = new ConcurrentHashMap<>();
    private final WorkQueue objects = new WorkQueue("garbage-collector", key -> look(key.name()));
    private final WorkQueue kinds = new WorkQueue("garbage-collector-kinds", this::watchNewKinds);

    GarbageCollector(KubernetesClient client, Watches watches) {
        this.client = client;
        kinds.add("", "all");
        watches.onChange(CustomResourceDefinition.class, any -> kinds.add("", "all"));
    }

    private Optional<Duration> watchNewKinds(WorkQueue.Key all) {
        List<ResourceDefinitionContext> served = ServedKinds.of(client);
        for (ResourceDefinitionContext kind : served) {
            if (!LEFT_OUT.contains(kind.getPlural())) {
                watched.computeIfAbsent(id(kind), any -> watch(kind));
            }
        }
        Set<String> ids = Set.copyOf(served.stream().map(GarbageCollector::id).toList());
        watched.forEach((id, informer) -> {
            if (!ids.contains(id) && watched.remove(id, informer)) {
                informer.close();
            }
        });
        return Optional.empty();
    }

    private static String id(ResourceDefinitionContext kind) {
        return kind.getPlural() + "." + kind.getVersion() + "." + kind.getGroup();
    }

    private SharedIndexInformer<GenericKubernetesResource> watch(ResourceDefinitionContext kind) {
        SharedIndexInformer<GenericKubernetesResource> informer =
                client.genericKubernetesResources(kind).inAnyNamespace().runnableInformer(0);
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(GenericKubernetesResource object) {
                changed(kind, object);
            }

            @Override
            public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
                changed(kind, after);
            }

            @Override
            public void onDelete(GenericKubernetesResource object, boolean stateIsUnknown) {
                gone(object.getMetadata().getUid());
            }
        });
        informer.start();
        return informer;
    }

    private void changed(ResourceDefinitionContext kind, GenericKubernetesResource object) {
        graph.put(kind, object);
        if (!object.getMetadata().getOwnerReferences().isEmpty()
                || object.getMetadata().getDeletionTimestamp() != null) {
            objects.add("", object.getMetadata().getUid());
        }
    }

    private void gone(String uid) {
        Optional<OwnershipGraph.Entry> entry = graph.remove(uid);
        graph.dependents(uid).forEach(dependent -> objects.add("", dependent.uid()));
        // Its owner may have waited for it.
        entry.ifPresent(it -> it.owners().forEach(owner -> objects.add("", owner)));
    }

    private Optional<Duration> look(String uid) {
        Optional<OwnershipGraph.Entry> entry = graph.find(uid);
        if (entry.isEmpty()) {
            return Optional.empty();
        }
        GenericKubernetesResource object = resource(entry.get()).get();
        if (object == null || !object.getMetadata().getUid().equals(uid)) {
            gone(uid);
            return Optional.empty();
        }
        if (object.getMetadata().getDeletionTimestamp() == null) {
            deleteIfUnowned(entry.get(), object);
            return Optional.empty();
        }
        List<String> finalizers = object.getMetadata().getFinalizers();
        if (finalizers.contains(ORPHAN)) {
            graph.dependents(uid).forEach(dependent -> disown(dependent, uid));
            return removeFinalizer(entry.get(), ORPHAN);
        }
        return finalizers.contains(FOREGROUND) ? deleteDependents(entry.get()) : Optional.empty();
    }

    private void deleteIfUnowned(OwnershipGraph.Entry entry, GenericKubernetesResource object) {
        List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
        if (owners.isEmpty()) {
            return;
        }
        List<OwnerReference> lost =
                owners.stream().filter(owner -> !exists(entry, owner)).toList();
        if (lost.size() == owners.size()) {
            delete(entry, DeletionPropagation.BACKGROUND);
        } else {
            lost.forEach(owner -> disown(entry, owner.getUid()));
        }
    }

    private boolean exists(OwnershipGraph.Entry dependent, OwnerReference owner) {
        Optional<OwnershipGraph.Entry> known = graph.find(owner.getUid());
        if (known.isPresent()) {
            GenericKubernetesResource found = resource(known.get()).get();
            return found != null && found.getMetadata().getUid().equals(owner.getUid());
        }
        String[] version = owner.getApiVersion().split("/", 2);
        String group = version.length == 2 ? version[0] : "";
        // A kind that is not served (any more) owns nobody; one that is served in another version is found all the
        // same.
        return ServedKinds.of(client).stream()
                .filter(kind -> kind.getKind().equals(owner.getKind())
                        && kind.getGroup().equals(group))
                .map(kind -> resource(new OwnershipGraph.Entry(
                                kind,
                                kind.isNamespaceScoped() ? dependent.namespace() : "",
                                owner.getName(),
                                owner.getUid(),
                                List.of()))
                        .get())
                .anyMatch(found -> found != null && found.getMetadata().getUid().equals(owner.getUid()));
    }

    private Optional<Duration> deleteDependents(OwnershipGraph.Entry owner) {
        List<OwnershipGraph.Entry> dependents = graph.dependents(owner.uid());
        boolean blocked = false;
        for (OwnershipGraph.Entry dependent : dependents) {
            GenericKubernetesResource object = resource(dependent).get();
            if (object == null || !object.getMetadata().getUid().equals(dependent.uid())) {
                gone(dependent.uid());
                continue;
            }
            blocked |= object.getMetadata().getOwnerReferences().stream()
                    .anyMatch(reference -> reference.getUid().equals(owner.uid())
                            && Boolean.TRUE.equals(reference.getBlockOwnerDeletion()));
            if (object.getMetadata().getDeletionTimestamp() == null) {
                boolean hasDependents = !graph.dependents(dependent.uid()).isEmpty();
                delete(dependent, hasDependents ? DeletionPropagation.FOREGROUND : DeletionPropagation.BACKGROUND);
            }
        }
        return blocked ? Optional.of(LOOK_AGAIN) : removeFinalizer(owner, FOREGROUND);
    }

    private void delete(OwnershipGraph.Entry entry, DeletionPropagation propagation) {
        // The client knows a precondition of the resourceVersion only; the uid was compared just now.
        resource(entry).withPropagationPolicy(propagation).delete();
    }

    private Optional<Duration> removeFinalizer(OwnershipGraph.Entry entry, String finalizer) {
        resource(entry).edit(object -> {
            object.getMetadata().getFinalizers().remove(finalizer);
            return object;
        });
        return Optional.empty();
    }

    private void disown(OwnershipGraph.Entry dependent, String owner) {
        if (resource(dependent).get() != null) {
            resource(dependent).edit(object -> {
                object.getMetadata()
                        .getOwnerReferences()
                        .removeIf(reference -> reference.getUid().equals(owner));
                return object;
            });
        }
    }

    private Resource<GenericKubernetesResource> resource(OwnershipGraph.Entry entry) {
        var all = client.genericKubernetesResources(entry.kind());
        return entry.namespace().isEmpty()
                ? all.withName(entry.name())
                : all.inNamespace(entry.namespace()).withName(entry.name());
    }

    @Override
    public void close() {
        kinds.close();
        objects.close();
        watched.values().forEach(SharedIndexInformer::close);
    }
}
