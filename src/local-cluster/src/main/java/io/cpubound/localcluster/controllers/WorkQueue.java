package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Objects to look at: each waits in the queue once, one is looked at at a time, a failed look is repeated later and later. */
final class WorkQueue implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(WorkQueue.class.getName());
    private static final long FIRST_RETRY_MILLIS = 50;
    private static final int MOST_DOUBLINGS = 7;
    private static final int CONFLICT = 409;
    private static final int GONE = 404;

    /** Which object; {@code namespace} is empty for one of the cluster. */
    record Key(String namespace, String name) {}

    /** One look at an object. */
    interface Look {
        /** Brings the world nearer to what the object asks; returns when to look again even if nothing changes. */
        Optional<Duration> at(Key key);
    }

    private final String name;
    private final Look look;
    private final ScheduledThreadPoolExecutor thread;
    private final Set<Key> waiting = new HashSet<>();
    private final Map<Key, Integer> failures = new HashMap<>();

    WorkQueue(String name, Look look) {
        this.name = name;
        this.look = look;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, name);
            made.setDaemon(true);
            return made;
        });
    }

    void add(String namespace, String object) {
        add(new Key(namespace, object));
    }

    private void add(Key key) {
        synchronized (waiting) {
            if (!waiting.add(key)) {
                return;
            }
        }
        try {
            thread.execute(() -> lookAt(key));
        } catch (RejectedExecutionException e) {
            LOG.log(Level.FINEST, "closing", e);
        }
    }

    private void lookAt(Key key) {
        synchronized (waiting) {
            waiting.remove(key);
        }
        try {
            look.at(key).ifPresent(again -> later(key, again));
            failures.remove(key);
        } catch (RuntimeException e) {
            failed(key, e);
        }
    }

    private void failed(Key key, RuntimeException e) {
        if (thread.isShutdown()) {
            return;
        }
        int count = failures.merge(key, 1, Integer::sum);
        // Somebody else was faster: usual among controllers, and the next look sees it.
        boolean usual = e instanceof KubernetesClientException answer
                && (answer.getCode() == CONFLICT || answer.getCode() == GONE);
        if (!usual) {
            LOG.log(Level.WARNING, () -> name + ": " + key.namespace() + "/" + key.name() + ": " + e);
        }
        later(key, Duration.ofMillis(FIRST_RETRY_MILLIS << Math.min(count - 1, MOST_DOUBLINGS)));
    }

    private void later(Key key, Duration time) {
        try {
            var unused = thread.schedule(() -> add(key), time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.log(Level.FINEST, "closing", e);
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            thread.awaitTermination(2, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
