package io.cpubound.localcluster.node;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Runs one task at a time, in order, on a pool's threads. What only such tasks touch needs no lock. */
final class Mailbox {

    private final Pool pool;
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private boolean busy;

    Mailbox(Pool pool) {
        this.pool = pool;
    }

    synchronized void add(Runnable task) {
        tasks.add(task);
        if (!busy) {
            busy = true;
            pool.execute(this::run);
        }
    }

    Future<?> addLater(Duration delay, Runnable task) {
        return pool.start(delay, () -> add(task));
    }

    private void run() {
        Runnable task = next();
        while (task != null) {
            try {
                task.run();
            } catch (RuntimeException e) {
                System.getLogger(Mailbox.class.getName()).log(System.Logger.Level.ERROR, "a step of a pod failed", e);
            }
            task = next();
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable task = tasks.poll();
        busy = task != null;
        return task;
    }
}
