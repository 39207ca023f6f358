package io.cpubound.e2e;

import io.cpubound.e2e.cluster.Cluster;
import io.cpubound.e2e.cluster.Installation;
import io.cpubound.e2e.cluster.Waiting;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The cluster that the scenarios run on, with the operator installed from {@code deploy/}: a local one that lives as long as this JVM, or with
 * {@code -Dcluster=current} that of KUBECONFIG (whose nginx image {@code -Dnginx.image} may name).
 */
final class ClusterUnderTest {

    static final Path PROJECT_ROOT = Path.of(System.getProperty("project.root"));
    static final Optional<String> NGINX_IMAGE = Optional.ofNullable(System.getProperty("nginx.image"));
    private static final boolean CURRENT = "current".equals(System.getProperty("cluster"));
    private static final String OPERATOR_JAR = "src/operator/target/quarkus-app";

    private static ClusterUnderTest shared;

    private final Cluster cluster;

    private ClusterUnderTest(Cluster cluster) {
        this.cluster = cluster;
    }

    /** The one of this JVM; started at the first call. */
    static synchronized ClusterUnderTest get() {
        if (shared == null) {
            Cluster cluster = CURRENT
                    ? Cluster.current()
                    : Cluster.local(Path.of("target/e2e-cluster").toAbsolutePath(), PROJECT_ROOT);
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "e2e-cluster"));
            Installation.of(cluster.client(), PROJECT_ROOT).apply().awaitOperator();
            shared = new ClusterUnderTest(cluster);
        }
        return shared;
    }

    KubernetesClient client() {
        return cluster.client();
    }

    /**
     * Kills the operator with SIGKILL and waits until another process (or, on another machine's cluster, another pod) has taken its place.
     */
    void killOperator() {
        if (CURRENT) {
            List<Pod> killed = operatorPods();
            killed.forEach(pod -> client().resource(pod).withGracePeriod(0).delete());
            Waiting.until(
                    "another operator pod", Duration.ofMinutes(2), this::operatorPods, pods -> {}, pods -> pods.stream()
                            .anyMatch(pod ->
                                    !uids(killed).contains(pod.getMetadata().getUid())));
            return;
        }
        ProcessHandle killed = operatorProcess()
                .orElseThrow(
                        () -> new IllegalStateException("no process of the operator among those of the local cluster"));
        killed.destroyForcibly();
        Waiting.until(
                "another operator process",
                Duration.ofMinutes(2),
                ClusterUnderTest::operatorProcess,
                process -> {},
                process -> process.isPresent() && process.get().pid() != killed.pid());
    }

    private List<Pod> operatorPods() {
        return client().pods()
                .inNamespace("cpubound-system")
                .withLabel("app.kubernetes.io/name", "cpubound-operator")
                .list()
                .getItems();
    }

    private static List<String> uids(List<Pod> pods) {
        return pods.stream().map(pod -> pod.getMetadata().getUid()).toList();
    }

    private static Optional<ProcessHandle> operatorProcess() {
        return ProcessHandle.current()
                .descendants()
                .filter(process -> process.info()
                                .command()
                                .map(path -> path.endsWith("java"))
                                .orElse(false)
                        && process.info()
                                .commandLine()
                                .map(line -> line.contains(OPERATOR_JAR))
                                .orElse(false))
                .findFirst();
    }
}
