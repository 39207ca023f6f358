package io.cpubound.localcluster.node;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** The threads of a node, for all its pods. Once closed it takes no task, and nobody minds. */
final class Pool implements AutoCloseable {

    private final ScheduledThreadPoolExecutor threads;

    Pool(int size) {
        AtomicInteger count = new AtomicInteger();
        threads = (ScheduledThreadPoolExecutor) Executors.newScheduledThreadPool(size, task -> {
            Thread thread = new Thread(task, "node-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        });
        threads.setRemoveOnCancelPolicy(true);
    }

    void execute(Runnable task) {
        var unused = start(Duration.ZERO, task);
    }

    void after(Duration delay, Runnable task) {
        var unused = start(delay, task);
    }

    /** As {@link #after}, for what may be called off. */
    Future<?> start(Duration delay, Runnable task) {
        try {
            return threads.schedule(() -> run(task), Math.max(0, delay.toMillis()), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            System.getLogger(Pool.class.getName()).log(System.Logger.Level.ERROR, "a task of the node failed", e);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
