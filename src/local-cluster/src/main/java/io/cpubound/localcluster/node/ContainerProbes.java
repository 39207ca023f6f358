package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * The probes of one run of a container, with the kubelet's timing: the first at once (after its initial delay), then each period;
 * readiness and liveness only after the startup probe has passed, startup until it has.
 */
final class ContainerProbes {

    /** Gets each result; from the pool's threads. */
    interface Listener {
        /**
         * A probe was done.
         *
         * @param failure why it failed; empty when it did not
         */
        void probed(ProbeKind kind, Optional<String> failure);
    }

    private final Pool pool;
    private final Actions actions;
    private final Listener listener;
    private final Instant started;
    private final Map<ProbeKind, Probe> probes = new EnumMap<>(ProbeKind.class);
    private volatile boolean up;
    private volatile boolean ended;
    private volatile boolean stopping;

    ContainerProbes(Pool pool, Container container, Actions actions, Instant started, Listener listener) {
        this.pool = pool;
        this.actions = actions;
        this.started = started;
        this.listener = listener;
        put(ProbeKind.STARTUP, container.getStartupProbe());
        put(ProbeKind.LIVENESS, container.getLivenessProbe());
        put(ProbeKind.READINESS, container.getReadinessProbe());
        up = !probes.containsKey(ProbeKind.STARTUP);
    }

    private void put(ProbeKind kind, @org.jspecify.annotations.Nullable Probe probe) {
        if (probe != null) {
            probes.put(kind, probe);
        }
    }

    boolean has(ProbeKind kind) {
        return probes.containsKey(kind);
    }

    void start() {
        if (up) {
            later(ProbeKind.LIVENESS);
            later(ProbeKind.READINESS);
        } else {
            later(ProbeKind.STARTUP);
        }
    }

    /** The startup probe has passed: the others begin. */
    void started() {
        if (!up) {
            up = true;
            later(ProbeKind.LIVENESS);
            later(ProbeKind.READINESS);
        }
    }

    /** The container is being stopped: whether it is ready is still asked, as its clients want to know. */
    void stopping() {
        stopping = true;
    }

    void end() {
        ended = true;
    }

    private void later(ProbeKind kind) {
        Probe probe = probes.get(kind);
        if (probe != null) {
            Duration delay = ProbeSettings.of(probe).initialDelay().minus(Duration.between(started, Instant.now()));
            schedule(kind, delay);
        }
    }

    private void schedule(ProbeKind kind, Duration delay) {
        if (!ended) {
            pool.after(delay, () -> run(kind));
        }
    }

    private void run(ProbeKind kind) {
        Probe probe = probes.get(kind);
        boolean over = ended || (stopping && kind != ProbeKind.READINESS) || (kind == ProbeKind.STARTUP && up);
        if (over || probe == null) {
            return;
        }
        ProbeSettings settings = ProbeSettings.of(probe);
        long begin = System.nanoTime();
        Optional<String> failure = Optional.empty();
        try {
            actions.probe(probe, settings.timeout());
        } catch (IOException e) {
            failure = Optional.of(String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        if (!ended) {
            listener.probed(kind, failure);
            schedule(kind, settings.period().minusNanos(System.nanoTime() - begin));
        }
    }
}
