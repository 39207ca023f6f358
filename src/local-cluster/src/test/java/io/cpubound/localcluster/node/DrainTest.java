package io.cpubound.localcluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** {@code kubectl cordon}, {@code drain} and {@code uncordon}, as one does it before a machine is taken away. */
@LocalCluster(nodes = 2)
class DrainTest {

    private static final String NAMESPACE = "drain";
    private static final long SECONDS = 60;

    private static KubernetesClient client;
    private static Path kubeconfig;

    @BeforeAll
    static void start(KubernetesClient given, Path file) {
        assumeFalse("current".equals(System.getProperty("cluster")), "drains a node");
        assumeTrue(
                Arrays.stream(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl"))),
                "no kubectl on the PATH");
        client = given;
        kubeconfig = file;
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.namespaces().withName(NAMESPACE).delete();
        }
    }

    private static Process kubectl(String... arguments) throws IOException {
        List<String> words = new ArrayList<>(List.of("kubectl", "--kubeconfig=" + kubeconfig));
        words.addAll(List.of(arguments));
        return new ProcessBuilder(words).redirectErrorStream(true).start();
    }

    private static String output(Process kubectl) throws IOException, InterruptedException {
        String output = new String(kubectl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(kubectl.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(kubectl.exitValue()).as(output).isZero();
        return output;
    }

    private static boolean isSchedulable() {
        return !Boolean.TRUE.equals(
                client.nodes().withName("local-2").get().getSpec().getUnschedulable());
    }

    private static List<Pod> onTheNode() {
        return client.pods().inNamespace(NAMESPACE).list().getItems().stream()
                .filter(pod -> "local-2".equals(pod.getSpec().getNodeName()))
                .toList();
    }

    @Test
    void cordonKeepsPodsAwayAndUncordonLetsThemIn() throws Exception {
        assertThat(output(kubectl("cordon", "local-2"))).isEqualTo("node/local-2 cordoned\n");
        assertThat(isSchedulable()).isFalse();
        assertThat(output(kubectl("uncordon", "local-2"))).isEqualTo("node/local-2 uncordoned\n");
        assertThat(isSchedulable()).isTrue();
    }

    @Test
    void drainWaitsForTheDisruptionBudgetAndThenFinishes() throws Exception {
        client.load(new java.io.ByteArrayInputStream(
                        """
                        apiVersion: apps/v1
                        kind: Deployment
                        metadata: {name: app, namespace: drain}
                        spec:
                          replicas: 2
                          selector: {matchLabels: {app: app}}
                          template:
                            metadata: {labels: {app: app}}
                            spec:
                              terminationGracePeriodSeconds: 1
                              volumes: [{name: scratch, emptyDir: {}}]
                              containers:
                              - {name: c, image: 'busybox:1.37', command: [sleep, '1000'], volumeMounts: [{name: scratch, mountPath: /scratch}]}
                        ---
                        apiVersion: policy/v1
                        kind: PodDisruptionBudget
                        metadata: {name: app, namespace: drain}
                        spec: {minAvailable: 2, selector: {matchLabels: {app: app}}}
                        """
                                .getBytes(StandardCharsets.UTF_8)))
                .create();
        client.policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(NAMESPACE)
                .withName("app")
                .waitUntilCondition(
                        budget -> budget.getStatus() != null
                                && Integer.valueOf(2).equals(budget.getStatus().getCurrentHealthy()),
                        SECONDS,
                        TimeUnit.SECONDS);
        assertThat(onTheNode()).hasSize(1);

        Process drain = kubectl("drain", "local-2", "--ignore-daemonsets", "--delete-emptydir-data", "--timeout=50s");
        try (BufferedReader lines = drain.inputReader()) {
            String line = lines.readLine();
            while (line != null && !line.contains("will retry after 5s")) {
                line = lines.readLine();
            }
            assertThat(line).contains("Cannot evict pod as it would violate the pod's disruption budget.");
            assertThat(onTheNode()).hasSize(1);
            // One more elsewhere, and the budget can spare the one here.
            client.apps().deployments().inNamespace(NAMESPACE).withName("app").scale(3);

            List<String> rest = lines.lines().toList();
            assertThat(drain.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(drain.exitValue()).as("%s", rest).isZero();
            assertThat(rest).endsWith("node/local-2 drained");
            assertThat(rest).anyMatch(one -> one.matches("pod/app-.* evicted"));
        } finally {
            drain.destroyForcibly();
            output(kubectl("uncordon", "local-2"));
        }
        assertThat(onTheNode()).isEmpty();
    }
}
