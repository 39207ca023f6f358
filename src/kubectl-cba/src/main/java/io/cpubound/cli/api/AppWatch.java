package io.cpubound.cli.api;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.dsl.Informable;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** An app that is watched. Events only wake; what is there is read from the caches, so none is missed or played twice. */
public final class AppWatch implements AutoCloseable {

    /** A rollout's step is several events: they are shown as one. */
    private static final long TOGETHER_MILLIS = 50;

    private final Semaphore changes = new Semaphore(0);
    private final SharedIndexInformer<GenericKubernetesResource> app;
    private final Optional<SharedIndexInformer<GenericKubernetesResource>> pods;
    private final Optional<SharedIndexInformer<GenericKubernetesResource>> revisions;

    private AppWatch(
            Informable<GenericKubernetesResource> app,
            Optional<? extends Informable<GenericKubernetesResource>> pods,
            Optional<? extends Informable<GenericKubernetesResource>> revisions) {
        this.pods = pods.map(this::inform);
        this.revisions = revisions.map(this::inform);
        this.app = inform(app);
    }

    static AppWatch start(
            Informable<GenericKubernetesResource> app,
            Optional<? extends Informable<GenericKubernetesResource>> pods,
            Optional<? extends Informable<GenericKubernetesResource>> revisions) {
        return new AppWatch(app, pods, revisions);
    }

    /** As it is now; empty when the app was deleted. */
    public Optional<AppObjects> now() {
        return app.getStore().list().stream()
                .findFirst()
                .map(found -> new AppObjects(found, all(pods), all(revisions)));
    }

    /** Waits until something has changed, or the time is over. */
    public void awaitChange(Duration limit) {
        try {
            if (changes.tryAcquire(limit.toMillis(), TimeUnit.MILLISECONDS)) {
                Thread.sleep(TOGETHER_MILLIS);
                changes.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CliException.failed("interrupted");
        }
    }

    @Override
    public void close() {
        app.close();
        pods.ifPresent(SharedIndexInformer::close);
        revisions.ifPresent(SharedIndexInformer::close);
    }

    private static List<GenericKubernetesResource> all(
            Optional<SharedIndexInformer<GenericKubernetesResource>> informer) {
        return informer.map(found -> found.getStore().list()).orElse(List.of());
    }

    private SharedIndexInformer<GenericKubernetesResource> inform(Informable<GenericKubernetesResource> some) {
        return some.inform(new ResourceEventHandler<>() {
            @Override
            public void onAdd(GenericKubernetesResource added) {
                changes.release();
            }

            @Override
            public void onUpdate(GenericKubernetesResource before, GenericKubernetesResource after) {
                changes.release();
            }

            @Override
            public void onDelete(GenericKubernetesResource deleted, boolean lastStateUnknown) {
                changes.release();
            }
        });
    }
}
