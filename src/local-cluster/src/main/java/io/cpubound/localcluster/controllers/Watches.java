package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One watch for each kind, whoever is interested in it. */
final class Watches implements AutoCloseable {

    private final KubernetesClient client;
    private final Map<Class<?>, SharedIndexInformer<?>> informers = new LinkedHashMap<>();

    Watches(KubernetesClient client) {
        this.client = client;
    }

    /** Calls for every object that is there, comes, changes (with its state after that) or goes. Before {@link #start}. */
    <T extends HasMetadata> void onChange(Class<T> kind, Consumer<? super T> changed) {
        informer(kind).addEventHandler(new ResourceEventHandler<T>() {
            @Override
            public void onAdd(T object) {
                changed.accept(object);
            }

            @Override
            public void onUpdate(T before, T after) {
                changed.accept(after);
            }

            @Override
            public void onDelete(T object, boolean stateIsUnknown) {
                changed.accept(object);
            }
        });
    }

    @SuppressWarnings("unchecked") // each informer is put in under the class of its objects
    private <T extends HasMetadata> SharedIndexInformer<T> informer(Class<T> kind) {
        return (SharedIndexInformer<T>) informers.computeIfAbsent(
                kind, any -> client.resources(kind).inAnyNamespace().runnableInformer(0));
    }

    /** Starts all watches and returns when each has seen what is there. */
    void start() {
        List<CompletableFuture<Void>> started = new ArrayList<>();
        informers.values().forEach(informer -> started.add(informer.start().toCompletableFuture()));
        started.forEach(CompletableFuture::join);
    }

    @Override
    public void close() {
        informers.values().forEach(SharedIndexInformer::close);
    }
}
