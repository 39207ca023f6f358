package io.cpubound.localcluster.node;

import io.cpubound.localcluster.node.ContainerProcess.Exit;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.LifecycleHandler;
import io.fabric8.kubernetes.api.model.Probe;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One container of a pod: starts it, restarts it with its back-off, judges its probes, stops it. All methods are called from the
 * pod's mailbox.
 */
final class ContainerUnit {

    private static final System.Logger LOG = System.getLogger(ContainerUnit.class.getName());
    private static final int START_FAILED = 128;
    private static final int MESSAGE_LIMIT = 4096;

    private final PodFrame frame;
    private final Container container;
    private final boolean init;
    private final ImagePull pull;
    private BackOff backOff = BackOff.NONE;
    private RunState state;
    private Optional<RunState.Terminated> last = Optional.empty();
    private int restarts = -1;
    private String containerId = "";
    private boolean started;
    private boolean ready;
    private volatile @Nullable Run run;
    private final Map<ProbeKind, ProbeCount> counts = new EnumMap<>(ProbeKind.class);

    /** One run of the container, while it lives. */
    private record Run(
            ContainerPlan plan,
            ContainerProcess process,
            Actions actions,
            Inside inside,
            ContainerProbes probes,
            ContainerStop stop,
            Optional<MemoryLimit> memory,
            Path log) {}

    /**
     * @param waiting why it does not run yet
     */
    ContainerUnit(PodFrame frame, Container container, boolean init, String waiting, int restartsBefore) {
        this.frame = frame;
        this.container = container;
        this.init = init;
        this.pull = new ImagePull(frame.machine().options().images(), container);
        this.state = new RunState.Waiting(waiting, "");
        this.restarts = restartsBefore;
    }

    String name() {
        return container.getName();
    }

    boolean sidecar() {
        return init && "Always".equals(container.getRestartPolicy());
    }

    boolean running() {
        return run != null;
    }

    /** For commands that run beside its process; empty when it does not run. From any thread. */
    Optional<Inside> inside() {
        Run current = run;
        return current == null ? Optional.empty() : Optional.of(current.inside);
    }

    ContainerView view() {
        return new ContainerView(
                container.getName(),
                container.getImage(),
                init,
                sidecar(),
                pull.imageId(),
                containerId,
                state,
                last,
                Math.max(restarts, 0),
                started,
                ready);
    }

    void waitFor(String reason) {
        if (state instanceof RunState.Waiting) {
            state = new RunState.Waiting(reason, "");
        }
    }

    /**
     * Starts it unless it runs, is done or is left alone for now.
     *
     * @return when to look again; empty when only something that happens changes anything
     */
    Optional<Duration> advance(References references) {
        if (run != null || isDone()) {
            return Optional.empty();
        }
        Instant now = Instant.now();
        Optional<RunState.Terminated> ended = state instanceof RunState.Terminated over ? Optional.of(over) : last;
        if (ended.isPresent()) {
            Duration left = backOff.remaining(ended.get().finished(), now);
            if (!left.isZero()) {
                if (!(state instanceof RunState.Waiting waiting)
                        || !waiting.reason().equals("CrashLoopBackOff")) {
                    crashLoop(ended.get());
                }
                return Optional.of(left.plusMillis(1));
            }
        }
        Optional<ImagePull.Refusal> refusal = pull.tryNow(now, this::event);
        if (refusal.isPresent()) {
            state = refusal.get().state();
            return Optional.of(refusal.get().again());
        }
        last = ended;
        start(references);
        return run == null ? Optional.of(Duration.ofSeconds(1)) : Optional.empty();
    }

    /** Whether it has ended and its restart policy leaves it so. */
    boolean isDone() {
        if (!(state instanceof RunState.Terminated ended)) {
            return false;
        }
        String policy = container.getRestartPolicy() != null
                ? container.getRestartPolicy()
                : frame.pod().getSpec().getRestartPolicy();
        if (init && !sidecar()) {
            return ended.exitCode() == 0 || "Never".equals(policy);
        }
        return "Never".equals(policy) || ("OnFailure".equals(policy) && ended.exitCode() == 0);
    }

    private void crashLoop(RunState.Terminated ended) {
        last = Optional.of(ended);
        state = new RunState.Waiting(
                "CrashLoopBackOff",
                "back-off " + duration(backOff.delay()) + " restarting failed container=" + name() + " pod="
                        + frame.nameForMessages());
        event(true, "BackOff", "Back-off restarting failed container " + name() + " in pod " + frame.nameForMessages());
    }

    private static String duration(Duration delay) {
        return delay.toMinutes() > 0 ? delay.toMinutes() + "m" + delay.toSecondsPart() + "s" : delay.toSeconds() + "s";
    }

    private void start(References references) {
        Path home = frame.folder().resolve("containers").resolve(name());
        ContainerPlan plan;
        try {
            plan = ContainerPlan.of(
                    frame.machine(), frame.fields(), container, pull.image(), frame.volumes(), references, home);
        } catch (ConfigurationException e) {
            state = new RunState.Waiting("CreateContainerConfigError", String.valueOf(e.getMessage()));
            event(true, "Failed", "Error: " + e.getMessage());
            return;
        } catch (IOException e) {
            state = new RunState.Waiting("CreateContainerError", String.valueOf(e.getMessage()));
            event(true, "Failed", "Error: " + e.getMessage());
            return;
        }
        restarts++;
        if (last.isPresent()) {
            backOff = backOff.next(Instant.now());
        }
        containerId = "process://" + UUID.randomUUID().toString().replace("-", "");
        event(false, "Created", "Container created");
        Path log = frame.logs().file(name(), restarts);
        String id = containerId;
        try {
            ContainerProcess process =
                    ContainerProcess.start(frame.machine().guard(), plan.command(), log, exit -> frame.mailbox()
                            .add(() -> ended(id, exit)));
            begin(plan, process, log, id);
        } catch (IOException e) {
            String why =
                    "failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create"
                            + " failed: unable to start container process: " + e.getMessage();
            Instant now = Instant.now();
            state = new RunState.Terminated(START_FAILED, "StartError", why, Instant.EPOCH, now, containerId);
            event(true, "Failed", "Error: " + why);
        }
    }

    private void begin(ContainerPlan plan, ContainerProcess process, Path log, String id) {
        Inside inside = new Inside(frame.machine().guard(), plan.command(), plan.paths());
        Actions actions = new Actions(inside, container, frame.fields().podIp());
        ContainerProbes probes = new ContainerProbes(
                frame.machine().pool(), container, actions, process.started(), (kind, failure) -> frame.mailbox()
                        .add(() -> probed(id, kind, failure)));
        ContainerStop stop = new ContainerStop(
                frame.machine().pool(), frame.stopSignal(container, pull.image()), process, this::event);
        run = new Run(
                plan,
                process,
                actions,
                inside,
                probes,
                stop,
                MemoryLimit.watch(container, process, frame.machine().pool()),
                log);
        frame.logs().began(name(), restarts);
        state = new RunState.Running(process.started());
        started = !probes.has(ProbeKind.STARTUP);
        ready = started && !probes.has(ProbeKind.READINESS);
        counts.clear();
        event(false, "Started", "Container started");
        LifecycleHandler hook = container.getLifecycle() == null
                ? null
                : container.getLifecycle().getPostStart();
        if (hook != null && Actions.has(hook)) {
            frame.machine().pool().execute(() -> postStart(hook, actions, id));
        }
        probes.start();
    }

    private void postStart(LifecycleHandler hook, Actions actions, String id) {
        try {
            actions.hook(hook, Duration.ofHours(1));
        } catch (IOException e) {
            frame.mailbox().add(() -> {
                if (id.equals(containerId) && run != null) {
                    event(true, "FailedPostStartHook", "PostStartHook failed: " + e.getMessage());
                    stop("FailedPostStartHook", frame.graceSeconds());
                }
            });
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void probed(String id, ProbeKind kind, Optional<String> failure) {
        Probe probe =
                switch (kind) {
                    case STARTUP -> container.getStartupProbe();
                    case LIVENESS -> container.getLivenessProbe();
                    case READINESS -> container.getReadinessProbe();
                };
        Run current = run;
        if (!id.equals(containerId) || current == null || probe == null) {
            return;
        }
        failure.ifPresent(why -> event(true, "Unhealthy", kind.text + " probe failed: " + why));
        ProbeSettings settings = ProbeSettings.of(probe);
        ProbeCount count = counts.getOrDefault(kind, ProbeCount.startingWith(kind == ProbeKind.LIVENESS))
                .with(failure.isEmpty(), settings);
        counts.put(kind, count);
        if (kind == ProbeKind.READINESS) {
            ready = count.verdict();
        } else if (kind == ProbeKind.STARTUP && count.verdict() && !started) {
            started = true;
            ready = !current.probes.has(ProbeKind.READINESS);
            current.probes.started();
        } else if (count.failed(settings)) {
            long grace = probe.getTerminationGracePeriodSeconds() == null
                    ? frame.graceSeconds()
                    : probe.getTerminationGracePeriodSeconds();
            String what = kind == ProbeKind.STARTUP ? "startup" : "liveness";
            stop("Container " + name() + " failed " + what + " probe, will be restarted", grace);
        }
        frame.changed();
    }

    /**
     * Stops it: its hook, its signal, and after the grace period the end. Called again, it can only shorten that.
     *
     * @param why the event's message
     */
    void stop(String why, long graceSeconds) {
        Run current = run;
        if (current != null) {
            current.probes.stopping();
            LifecycleHandler hook = container.getLifecycle() == null
                    ? null
                    : container.getLifecycle().getPreStop();
            current.stop.begin(why, Actions.has(hook) ? hook : null, current.actions, graceSeconds);
        }
    }

    private void ended(String id, Exit exit) {
        Run current = run;
        if (!id.equals(containerId) || current == null) {
            return;
        }
        current.probes.end();
        current.stop.ended();
        current.inside.close();
        frame.logs().ended(name(), restarts);
        boolean outOfMemory = current.memory.map(MemoryLimit::exceeded).orElse(false);
        String reason = outOfMemory ? "OOMKilled" : exit.exitCode() == 0 ? "Completed" : "Error";
        state = new RunState.Terminated(
                exit.exitCode(), reason, lastWords(current, exit), current.process.started(), exit.at(), containerId);
        run = null;
        started = false;
        ready = exit.exitCode() == 0 && init;
        frame.changed();
        frame.sync();
    }

    private String lastWords(Run current, Exit exit) {
        try {
            byte[] words = Files.readAllBytes(current.plan.messageFile());
            if (words.length > 0) {
                return new String(words, 0, Math.min(words.length, MESSAGE_LIMIT), StandardCharsets.UTF_8);
            } else if (exit.exitCode() != 0
                    && "FallbackToLogsOnError".equals(container.getTerminationMessagePolicy())) {
                return LogFile.tail(current.log);
            }
        } catch (IOException e) {
            LOG.log(System.Logger.Level.WARNING, "no last words of {0}: {1}", name(), e.getMessage());
        }
        return "";
    }

    private void event(boolean warning, String reason, String message) {
        String field = (init ? "spec.initContainers{" : "spec.containers{") + name() + "}";
        frame.machine().events().add(frame.pod(), field, warning, reason, message);
    }
}
