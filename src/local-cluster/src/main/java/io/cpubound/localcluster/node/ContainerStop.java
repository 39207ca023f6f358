package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.LifecycleHandler;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How one run of a container is stopped: the preStop hook, then the signal, then, when the grace period is over, SIGKILL. The hook's time counts, but
 * the process has at least two seconds after the signal, as with the kubelet.
 */
final class ContainerStop {

    private static final System.Logger LOG = System.getLogger(ContainerStop.class.getName());
    private static final Duration LEAST = Duration.ofSeconds(2);

    private final Pool pool;
    private final String signal;
    private final ContainerProcess process;
    private final ImagePull.EventSink events;
    private boolean begun;
    private boolean signalled;
    private boolean over;
    private long deadline;
    private @Nullable Future<?> hooking;
    private @Nullable Future<?> killing;

    ContainerStop(Pool pool, String signal, ContainerProcess process, ImagePull.EventSink events) {
        this.pool = pool;
        this.signal = signal;
        this.process = process;
        this.events = events;
    }

    /**
     * Begins, or, when it has begun, shortens the time that is left.
     *
     * @param hook null for none
     */
    synchronized void begin(String why, @Nullable LifecycleHandler hook, Actions actions, long graceSeconds) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(graceSeconds);
        if (begun) {
            if (end < deadline) {
                deadline = end;
                killAt(Duration.ofSeconds(graceSeconds));
            }
            return;
        }
        begun = true;
        deadline = end;
        events.event(false, "Killing", why);
        if (hook == null || graceSeconds == 0) {
            terminate();
            return;
        }
        killAt(Duration.ofSeconds(graceSeconds).plus(LEAST));
        hooking = pool.start(Duration.ZERO, () -> hook(hook, actions, Duration.ofSeconds(graceSeconds)));
    }

    private void hook(LifecycleHandler hook, Actions actions, Duration timeout) {
        try {
            actions.hook(hook, timeout);
        } catch (IOException e) {
            LOG.log(System.Logger.Level.INFO, "preStop hook: {0}", e.getMessage());
            events.event(true, "FailedPreStopHook", "PreStopHook failed");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        terminate();
    }

    private synchronized void terminate() {
        if (over || signalled) {
            return;
        }
        signalled = true;
        process.stop(signal);
        Duration left = Duration.ofNanos(deadline - System.nanoTime());
        killAt(left.compareTo(LEAST) < 0 ? LEAST : left);
    }

    private void killAt(Duration left) {
        if (killing != null) {
            killing.cancel(false);
        }
        killing = pool.start(left, process::kill);
    }

    synchronized void ended() {
        over = true;
        if (killing != null) {
            killing.cancel(false);
        }
        if (hooking != null) {
            hooking.cancel(true);
        }
    }
}
