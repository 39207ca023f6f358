package io.cpubound.localcluster.node;

import io.cpubound.localcluster.api.LogSource;
import io.cpubound.localcluster.stream.PodRuntime;
import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** A running node. {@link #close} ends all that it runs; its objects stay in the API, as when a machine is switched off. */
public final class Node implements AutoCloseable, LogSource, PodRuntime {

    private static final int THREADS = 24;
    private static final Duration RENEW = Duration.ofSeconds(10);

    private final Machine machine;
    private final SharedIndexInformer<Pod> informer;
    private final Map<String, PodWorker> pods = new ConcurrentHashMap<>();
    private final LogReader reader;

    private Node(Machine machine) {
        this.machine = machine;
        this.reader = new LogReader(machine.pool());
        this.informer = machine.client()
                .pods()
                .inAnyNamespace()
                .withField("spec.nodeName", machine.options().name())
                .runnableInformer(0);
    }

    /**
     * Joins a cluster: ends what a killed predecessor has left, makes the node known and runs the pods that are given to it.
     *
     * @param client stays the caller's; may do what a kubelet may
     * @throws IOException when the data folder cannot be written, or the API does not answer
     */
    public static Node start(KubernetesClient client, NodeOptions options) throws IOException {
        Guard guard = Guard.start(Files.createDirectories(options.data()));
        Folders.delete(options.data().resolve("pods"));
        Machine machine = new Machine(client, options, guard, new Events(client, options.name()), new Pool(THREADS));
        Node node = new Node(machine);
        try {
            NodeRegistration registration = new NodeRegistration(client, options);
            registration.register();
            machine.pool().after(RENEW, () -> node.renew(registration));
            node.informer.addEventHandler(node.handler());
            node.informer.run();
            return node;
        } catch (KubernetesClientException e) {
            node.close();
            throw new IOException("the node cannot join " + client.getMasterUrl(), e);
        }
    }

    private void renew(NodeRegistration registration) {
        try {
            registration.renew();
        } catch (KubernetesClientException e) {
            System.getLogger(Node.class.getName())
                    .log(System.Logger.Level.WARNING, "the node''s lease: {0}", e.getMessage());
        }
        machine.pool().after(RENEW, () -> renew(registration));
    }

    private ResourceEventHandler<Pod> handler() {
        return new ResourceEventHandler<>() {
            @Override
            public void onAdd(Pod pod) {
                seen(pod);
            }

            @Override
            public void onUpdate(Pod before, Pod pod) {
                if (!before.getMetadata().getUid().equals(pod.getMetadata().getUid())) {
                    onDelete(before, false);
                }
                seen(pod);
            }

            @Override
            public void onDelete(Pod pod, boolean unknown) {
                PodWorker worker = pods.remove(pod.getMetadata().getUid());
                if (worker != null) {
                    worker.update(pod);
                    worker.gone();
                }
            }
        };
    }

    private void seen(Pod pod) {
        PodWorker known = pods.get(pod.getMetadata().getUid());
        if (known != null) {
            known.update(pod);
        } else {
            PodWorker worker = new PodWorker(machine, pod, folder(pod));
            pods.put(pod.getMetadata().getUid(), worker);
            worker.begin();
        }
    }

    private Path folder(Pod pod) {
        return machine.options()
                .data()
                .toAbsolutePath()
                .resolve("pods")
                .resolve(pod.getMetadata().getUid());
    }

    @Override
    public Runnable open(Request request, Sink sink) {
        PodWorker worker = pods.get(request.uid());
        Optional<ContainerLogs.Log> log =
                worker == null ? Optional.empty() : worker.logs().find(request.container(), request.previous());
        if (worker == null || log.isEmpty()) {
            throw new IllegalStateException(
                    request.previous()
                            ? "previous terminated container \"" + request.container() + "\" in pod \"" + request.pod()
                                    + "\" not found"
                            : "container \"" + request.container() + "\" in pod \"" + request.pod()
                                    + "\" is waiting to start: " + awaited(request));
        }
        return reader.read(request, log.get().file(), worker.logs(), sink);
    }

    /** What its status says, in the words of a kubelet. */
    private String awaited(Request request) {
        Pod pod = informer.getStore().getByKey(request.namespace() + "/" + request.pod());
        String reason = pod == null
                ? "ContainerCreating"
                : pod.getStatus().getContainerStatuses().stream()
                        .filter(status -> status.getName().equals(request.container()))
                        .map(status -> status.getState().getWaiting())
                        .filter(Objects::nonNull)
                        .map(ContainerStateWaiting::getReason)
                        .findFirst()
                        .orElse("ContainerCreating");
        return switch (reason) {
            case "ErrImagePull" -> "image can't be pulled";
            case "ImagePullBackOff" -> "trying and failing to pull image";
            default -> reason;
        };
    }

    @Override
    public Optional<Container> container(Target target) {
        PodWorker worker = pods.get(target.uid());
        return worker == null ? Optional.empty() : worker.container(target);
    }

    @Override
    public Optional<Sandbox> sandbox(Target target) {
        PodWorker worker = pods.get(target.uid());
        return worker == null ? Optional.empty() : worker.sandbox();
    }

    @Override
    public void close() {
        informer.close();
        machine.pool().close();
        machine.events().close();
        machine.guard().close();
        try {
            machine.options().addresses().close();
            Folders.delete(machine.options().data().resolve("pods"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
