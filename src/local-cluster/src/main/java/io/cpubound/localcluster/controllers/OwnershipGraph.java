package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Who says to be owned by whom, by UID. */
final class OwnershipGraph {

    /** An object: where to find it, and its owners. */
    record Entry(ResourceDefinitionContext kind, String namespace, String name, String uid, List<String> owners) {
        Entry {
            owners = List.copyOf(owners);
        }
    }

    private final Map<String, Entry> entries = new HashMap<>();

    synchronized void put(ResourceDefinitionContext kind, GenericKubernetesResource object) {
        String uid = object.getMetadata().getUid();
        entries.put(
                uid,
                new Entry(
                        kind,
                        Optional.ofNullable(object.getMetadata().getNamespace()).orElse(""),
                        object.getMetadata().getName(),
                        uid,
                        object.getMetadata().getOwnerReferences().stream()
                                .map(OwnerReference::getUid)
                                .toList()));
    }

    /** Forgets it; returns what it was. */
    synchronized Optional<Entry> remove(String uid) {
        return Optional.ofNullable(entries.remove(uid));
    }

    synchronized Optional<Entry> find(String uid) {
        return Optional.ofNullable(entries.get(uid));
    }

    synchronized List<Entry> dependents(String uid) {
        return entries.values().stream()
                .filter(entry -> entry.owners().contains(uid))
                .toList();
    }
}
