package io.cpubound.localcluster.node;

import io.cpubound.localcluster.stream.PodRuntime;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Runs one pod. Every step is a task of its mailbox; a step looks at all there is and does what is due. */
final class PodWorker implements PodFrame {

    private static final Duration MOUNT_AGAIN = Duration.ofSeconds(1);
    private static final Duration MOUNT_AGAIN_LONGEST = Duration.ofSeconds(20);

    private final Machine machine;
    private final Mailbox mailbox;
    private final Path folder;
    private final Volumes volumes;
    private final ContainerLogs logs;
    private final String ip;
    private final PodStatusWriter writer;
    private final PodRemoval removal;
    private final PodSandbox sandbox;
    private final Instant started;
    private final List<ContainerUnit> units = new ArrayList<>();
    private volatile Pod pod;
    private List<PodCondition> conditions;
    private boolean mounted;
    private Duration mountAgain = MOUNT_AGAIN;
    private boolean terminating;
    private boolean finished;
    private boolean gone;
    private @Nullable Future<?> wake;

    PodWorker(Machine machine, Pod pod, Path folder) {
        this.machine = machine;
        this.pod = pod;
        this.folder = folder;
        this.mailbox = new Mailbox(machine.pool());
        this.volumes = new Volumes(folder.resolve("volumes"), new ServiceAccountTokens(machine.client()));
        this.logs = new ContainerLogs(folder.resolve("logs"));
        this.ip = machine.options().addresses().next();
        this.writer = new PodStatusWriter(machine.client(), machine.pool(), pod.getMetadata());
        this.sandbox = new PodSandbox(ip, pod.getMetadata().getUid());
        this.removal = new PodRemoval(machine.client(), machine.pool(), pod.getMetadata());
        PodStatus status = pod.getStatus();
        this.conditions = status == null ? List.of() : List.copyOf(status.getConditions());
        this.started =
                status == null || status.getStartTime() == null ? Instant.now() : Instant.parse(status.getStartTime());
        String waiting = pod.getSpec().getInitContainers().isEmpty() ? "ContainerCreating" : "PodInitializing";
        pod.getSpec()
                .getInitContainers()
                .forEach(one -> units.add(new ContainerUnit(this, one, true, waiting, restarts(one))));
        pod.getSpec()
                .getContainers()
                .forEach(one -> units.add(new ContainerUnit(this, one, false, waiting, restarts(one))));
    }

    /** What a node before us has counted; -1 when it never ran. */
    private int restarts(Container container) {
        if (pod.getStatus() == null) {
            return -1;
        }
        return Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream())
                .filter(one -> container.getName().equals(one.getName()) && one.getContainerID() != null)
                .map(one -> Objects.requireNonNullElse(one.getRestartCount(), 0))
                .findFirst()
                .orElse(-1);
    }

    /** The pod as it is in the API now. */
    void update(Pod seen) {
        mailbox.add(() -> {
            boolean asked = !wanted(pod).equals(wanted(seen));
            pod = seen;
            if (asked) {
                mounted = false;
            }
            step();
        });
    }

    void begin() {
        mailbox.add(this::step);
    }

    /** It is no longer in the API: forced away, or we deleted it ourselves. */
    void gone() {
        mailbox.add(() -> {
            gone = true;
            step();
        });
    }

    /** What of a pod asks the node to do something: all but its status and its bookkeeping. */
    private static List<Object> wanted(Pod pod) {
        ObjectMeta meta = pod.getMetadata();
        return List.of(
                Objects.requireNonNullElse(meta.getLabels(), Map.of()),
                Objects.requireNonNullElse(meta.getAnnotations(), Map.of()),
                pod.getSpec());
    }

    @Override
    public void sync() {
        mailbox.add(this::step);
    }

    @Override
    public void changed() {
        mailbox.add(this::report);
    }

    private void step() {
        if (finished) {
            return;
        }
        if (pod.getMetadata().getDeletionTimestamp() != null || gone) {
            terminate();
        } else if (isOver()) {
            report();
        } else if (!mounted && !mount()) {
            report();
        } else {
            advance();
            report();
        }
    }

    /** All has ended and nothing will be started again. */
    private boolean isOver() {
        boolean failedBefore = pod.getStatus() != null
                && (Objects.equals(pod.getStatus().getPhase(), "Failed")
                        || Objects.equals(pod.getStatus().getPhase(), "Succeeded"));
        return failedBefore && units.stream().noneMatch(ContainerUnit::running);
    }

    private boolean mount() {
        References references =
                new References(machine.client(), pod.getMetadata().getNamespace());
        boolean all = true;
        for (Volume volume : pod.getSpec().getVolumes()) {
            try {
                volumes.sync(volume, fields(), references);
            } catch (ConfigurationException | IOException | KubernetesClientException e) {
                all = false;
                machine.events()
                        .add(
                                pod,
                                "",
                                true,
                                "FailedMount",
                                "MountVolume.SetUp failed for volume \"" + volume.getName() + "\" : " + e.getMessage());
            }
        }
        boolean running = units.stream().anyMatch(ContainerUnit::running);
        mounted = all || running;
        if (all) {
            mountAgain = MOUNT_AGAIN;
            long usual = machine.options().resync().toMillis();
            wakeIn(Duration.ofMillis(usual / 2 + ThreadLocalRandom.current().nextLong(usual)), true);
        } else {
            wakeIn(mountAgain, true);
            Duration doubled = mountAgain.multipliedBy(2);
            mountAgain = doubled.compareTo(MOUNT_AGAIN_LONGEST) > 0 ? MOUNT_AGAIN_LONGEST : doubled;
        }
        return mounted;
    }

    private void wakeIn(Duration delay, boolean remount) {
        if (remount) {
            if (wake != null) {
                wake.cancel(false);
            }
            wake = mailbox.addLater(delay, () -> {
                mounted = false;
                step();
            });
        } else {
            var unused = mailbox.addLater(delay, this::step);
        }
    }

    /** Init containers one after the other, then all others. */
    private void advance() {
        References references =
                new References(machine.client(), pod.getMetadata().getNamespace());
        for (ContainerUnit unit : units) {
            ContainerView view = unit.view();
            boolean passed = view.init() && !view.sidecar() && view.succeeded();
            if (!passed) {
                unit.advance(references).ifPresent(delay -> wakeIn(delay, false));
            }
            ContainerView after = unit.view();
            boolean open = after.init() && (after.sidecar() ? !after.started() : !after.succeeded());
            if (open) {
                return;
            }
        }
    }

    private void terminate() {
        if (!terminating) {
            terminating = true;
            if (wake != null) {
                wake.cancel(true);
            }
        }
        Long asked = pod.getMetadata().getDeletionGracePeriodSeconds();
        long grace = asked == null ? (gone ? 1 : graceSeconds()) : gone ? Math.max(1, asked) : asked;
        boolean mains = units.stream().anyMatch(unit -> unit.running() && !unit.sidecar());
        for (ContainerUnit unit : units) {
            // Sidecars serve the others to the end.
            if (unit.running() && (!unit.sidecar() || !mains)) {
                unit.stop("Stopping container " + unit.name(), grace);
            }
        }
        if (units.stream().noneMatch(ContainerUnit::running)) {
            finished = true;
            sandbox.end();
            if (gone) {
                clean();
            } else {
                writer.writeLast(status(true), () -> removal.start(this::gone));
            }
        } else {
            report();
        }
    }

    private void report() {
        if (!finished && !gone) {
            writer.write(status(false));
        }
    }

    private PodStatus status(boolean ended) {
        List<ContainerView> views = units.stream().map(ContainerUnit::view).toList();
        List<PodCondition> before = new ArrayList<>(conditions);
        if (pod.getStatus() != null) {
            before.addAll(pod.getStatus().getConditions());
        }
        boolean begun = mounted || units.stream().anyMatch(ContainerUnit::running);
        PodStatus status = StatusComputing.of(
                pod,
                views,
                new StatusComputing.Facts(
                        begun ? ip : "", machine.options().addresses().nodeAddress(), started, ended),
                before,
                Instant.now());
        conditions = List.copyOf(status.getConditions());
        if (PodPhase.isOver(status.getPhase())) {
            sandbox.end();
        } else if (begun) {
            sandbox.begin();
        }
        return status;
    }

    /** For who wants to talk to it; from any thread. */
    Optional<PodRuntime.Container> container(PodRuntime.Target target) {
        return units.stream()
                .filter(unit -> unit.name().equals(target.container()))
                .findFirst()
                .flatMap(ContainerUnit::inside)
                .map(inside -> new ContainerAccess(inside, logs, target));
    }

    Optional<PodRuntime.Sandbox> sandbox() {
        return sandbox.isUp() ? Optional.of(sandbox) : Optional.empty();
    }

    private void clean() {
        try {
            Folders.delete(folder);
        } catch (IOException e) {
            System.getLogger(PodWorker.class.getName())
                    .log(System.Logger.Level.WARNING, "{0} stays: {1}", folder, e.getMessage());
        }
    }

    @Override
    public Machine machine() {
        return machine;
    }

    @Override
    public Mailbox mailbox() {
        return mailbox;
    }

    @Override
    public Pod pod() {
        return pod;
    }

    @Override
    public DownwardFields fields() {
        return new DownwardFields(
                pod, ip, machine.options().name(), machine.options().addresses().nodeAddress());
    }

    @Override
    public Path folder() {
        return folder;
    }

    @Override
    public Volumes volumes() {
        return volumes;
    }

    @Override
    public ContainerLogs logs() {
        return logs;
    }
}
