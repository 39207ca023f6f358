package io.cpubound.localcluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.LocalPortForward;
import io.fabric8.kubernetes.client.dsl.ExecWatch;
import io.fabric8.kubernetes.client.dsl.PodResource;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is left when somebody has gone: nothing. */
@LocalCluster
class StreamEndsTest {

    private static final String NAMESPACE = "stream-ends";
    private static final long SECONDS = 30;

    private static KubernetesClient client;

    @BeforeAll
    static void start(KubernetesClient given) {
        assumeFalse("current".equals(System.getProperty("cluster")), "about processes of this machine");
        client = given;
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    @BeforeEach
    void run() {
        client.resource(client.getKubernetesSerialization()
                        .unmarshal(
                                """
                                apiVersion: v1
                                kind: Pod
                                metadata: {name: pod, namespace: stream-ends}
                                spec:
                                  terminationGracePeriodSeconds: 1
                                  containers: [{name: c, image: 'busybox:1.37', command: [sleep, '1000']}]
                                """,
                                Pod.class))
                .create();
        pod().waitUntilCondition(
                        it -> it != null && it.getStatus().getPhase().equals("Running"), SECONDS, TimeUnit.SECONDS);
    }

    @AfterEach
    void end() {
        pod().withGracePeriod(0).delete();
        pod().waitUntilCondition(Objects::isNull, SECONDS, TimeUnit.SECONDS);
    }

    private static PodResource pod() {
        return client.pods().inNamespace(NAMESPACE).withName("pod");
    }

    private static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as(what + "; " + threads()).isLessThan(deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static boolean runs(String argument) {
        return ProcessHandle.allProcesses().anyMatch(process -> process.info()
                .arguments()
                .map(words -> List.of(words).contains(argument))
                .orElse(false));
    }

    /** Those of streams, ours. */
    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("exec-") || name.startsWith("stream-"))
                .toList();
    }

    private static void awaitNothingLeft(String argument) {
        await("the process ends", () -> !runs(argument));
        await("the threads end", () -> threads().isEmpty());
    }

    @Test
    void aCommandEndsWithItsClient() {
        try (ExecWatch watch = pod().redirectingOutput().exec("sleep", "98761")) {
            assertThat(watch).isNotNull();
            await("it runs", () -> runs("98761"));
        }
        awaitNothingLeft("98761");
    }

    @Test
    void soDoesWhatRunsInATerminal() {
        try (ExecWatch watch = pod().redirectingInput()
                .redirectingOutput()
                .withTTY()
                .exec("sh", "-c", "trap '' HUP; sleep 98762; true")) {
            assertThat(watch).isNotNull();
            await("it runs", () -> runs("98762"));
        }
        awaitNothingLeft("98762");
    }

    @Test
    void andWhoDoesNotReadWhatIsTyped() throws Exception {
        try (ExecWatch watch = pod().redirectingInput().redirectingOutput().exec("sleep", "98763")) {
            await("it runs", () -> runs("98763"));
            OutputStream typing = watch.getInput();
            for (int i = 0; i < 64; i++) {
                typing.write(new byte[16 * 1024]); // more than the pipe and we hold
            }
            typing.flush();
        }
        awaitNothingLeft("98763");
    }

    @Test
    void aCommandEndsWithItsPod() {
        try (ExecWatch watch = pod().redirectingOutput().exec("sh", "-c", "setsid sleep 98764 & sleep 98765")) {
            await("it runs", () -> runs("98765"));
            pod().withGracePeriod(0).delete();

            assertThat(watch.exitCode())
                    .succeedsWithin(SECONDS, TimeUnit.SECONDS)
                    .isEqualTo(137);
        }
        awaitNothingLeft("98765");
        awaitNothingLeft("98764");
    }

    @Test
    void aForwardedPortEndsWithItsPod() throws Exception {
        String ip = pod().get().getStatus().getPodIP();
        try (java.net.ServerSocket server = new java.net.ServerSocket(0, 1, InetAddress.getByName(ip));
                LocalPortForward forward = pod().portForward(server.getLocalPort());
                Socket near = new Socket(InetAddress.getLoopbackAddress(), forward.getLocalPort());
                Socket far = server.accept()) {
            near.getOutputStream().write("there".getBytes(StandardCharsets.UTF_8));
            assertThat(new String(far.getInputStream().readNBytes(5), StandardCharsets.UTF_8))
                    .isEqualTo("there");
            far.getOutputStream().write("back".getBytes(StandardCharsets.UTF_8));
            InputStream read = near.getInputStream();
            assertThat(new String(read.readNBytes(4), StandardCharsets.UTF_8)).isEqualTo("back");

            pod().withGracePeriod(0).delete();
            assertThat(far.getInputStream().read()).isEqualTo(-1);
        }
        await("the threads end", () -> threads().isEmpty());
    }
}
