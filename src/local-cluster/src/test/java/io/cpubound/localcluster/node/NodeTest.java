package io.cpubound.localcluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.api.ApiServer;
import io.cpubound.localcluster.api.ApiServerOptions;
import io.cpubound.localcluster.api.LogSource;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;

/**
 * A node with real processes; with {@code -Dcluster=current} it joins the cluster that KUBECONFIG names, as a second node. The
 * processes are shells; the image "busybox" runs what the container says.
 */
class NodeTest {

    private static final String NODE = "local-node";
    private static final Duration LONG = Duration.ofSeconds(30);

    private static final AtomicReference<LogSource> LOGS = new AtomicReference<>(LogSource.none());

    @TempDir
    static Path data;

    private static ApiServer server;
    private static KubernetesClient client;
    private static Node node;

    private String namespace = "";

    @BeforeAll
    static void start() throws IOException {
        if ("current".equals(System.getProperty("cluster"))) {
            client = new KubernetesClientBuilder().build();
        } else {
            server = ApiServer.start(new ApiServerOptions(
                    data.resolve("api"), 0, (request, sink) -> LOGS.get().open(request, sink)));
            client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(server.adminKubeconfig()))
                    .build();
        }
        node = Node.start(client, NodeOptions.of(NODE, data.resolve("node"), Path.of("/nowhere")));
        LOGS.set(node);
    }

    @AfterAll
    static void stop() {
        node.close();
        client.nodes().withName(NODE).delete();
        client.close();
        if (server != null) {
            server.close();
        }
    }

    @BeforeEach
    void makeNamespace(TestInfo test) {
        namespace = "node-" + test.getTestMethod().orElseThrow().getName().toLowerCase(java.util.Locale.ROOT);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterEach
    void removeNamespace() {
        client.pods().inNamespace(namespace).withGracePeriod(0).delete();
        client.namespaces().withName(namespace).delete();
    }

    private Pod run(String name, String spec) {
        String indented = spec.indent(2);
        return client.pods()
                .inNamespace(namespace)
                .resource(client.getKubernetesSerialization()
                        .unmarshal(
                                """
                                apiVersion: v1
                                kind: Pod
                                metadata:
                                  name: %s
                                spec:
                                  nodeName: %s
                                  automountServiceAccountToken: false
                                  terminationGracePeriodSeconds: 5
                                """
                                                .formatted(name, NODE)
                                        + indented,
                                Pod.class))
                .create();
    }

    private Pod await(String name, Predicate<Pod> condition) {
        return client.pods()
                .inNamespace(namespace)
                .withName(name)
                .waitUntilCondition(pod -> pod != null && condition.test(pod), LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private static boolean is(Pod pod, String type, String status) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(one -> one.getType().equals(type) && one.getStatus().equals(status));
    }

    private static ContainerStatus container(Pod pod) {
        return pod.getStatus().getContainerStatuses().isEmpty()
                ? new ContainerStatus()
                : pod.getStatus().getContainerStatuses().get(0);
    }

    private static boolean waits(Pod pod, String reason) {
        ContainerStatus status = container(pod);
        return status.getState() != null
                && status.getState().getWaiting() != null
                && reason.equals(status.getState().getWaiting().getReason());
    }

    private String log(Pod pod, boolean previous) throws Exception {
        StringBuilder text = new StringBuilder();
        CompletableFuture<String> all = new CompletableFuture<>();
        LogSource.Request request = new LogSource.Request(
                namespace,
                pod.getMetadata().getName(),
                pod.getMetadata().getUid(),
                NODE,
                "c",
                false,
                previous,
                false,
                java.util.Optional.empty(),
                java.util.Optional.empty(),
                java.util.Optional.empty());
        node.open(request, new LogSource.Sink() {
            @Override
            public void bytes(byte[] part) {
                text.append(new String(part, StandardCharsets.UTF_8));
            }

            @Override
            public void end() {
                all.complete(text.toString());
            }
        });
        return all.get(LONG.toSeconds(), TimeUnit.SECONDS);
    }

    private void awaitLog(Pod pod, String text) throws Exception {
        long deadline = System.nanoTime() + LONG.toNanos();
        while (!log(pod, false).contains(text)) {
            assertThat(System.nanoTime()).as("until the log has " + text).isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    private List<String> events(String pod) {
        return client.v1().events().inNamespace(namespace).list().getItems().stream()
                .filter(event -> event.getInvolvedObject().getName().equals(pod))
                .map(Event::getReason)
                .toList();
    }

    @Test
    void aPodRunsWithItsOwnAddressVolumesAndEnvironment() throws Exception {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withName("settings")
                        .withNamespace(namespace)
                        .endMetadata()
                        .withData(Map.of("colour", "green"))
                        .build())
                .create();

        Pod made = run(
                "a",
                """
                containers:
                - name: c
                  image: busybox:1.37
                  command: [sh, -c, "cat /etc/settings/colour; echo; echo $IP $COLOUR $(WHO); echo /etc/settings; exec sleep 1000"]
                  env:
                  - {name: IP, valueFrom: {fieldRef: {fieldPath: status.podIP}}}
                  - {name: COLOUR, valueFrom: {configMapKeyRef: {name: settings, key: colour}}}
                  - {name: WHO, value: me}
                  volumeMounts: [{name: settings, mountPath: /etc/settings}]
                volumes:
                - {name: settings, configMap: {name: settings}}
                """);

        Pod pod = await("a", one -> is(one, "Ready", "True"));
        assertThat(pod.getStatus().getPhase()).isEqualTo("Running");
        assertThat(pod.getStatus().getPodIP()).startsWith("127.");
        awaitLog(made, "settings\n");
        assertThat(log(made, false))
                .startsWith("green\n" + pod.getStatus().getPodIP() + " green me\n")
                .contains("/volumes/settings\n");
        assertThat(events("a")).contains("Pulled", "Created", "Started");
    }

    @Test
    void anAnnotationBringsAChangedConfigMapAtOnce() throws Exception {
        var map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("settings")
                .withNamespace(namespace)
                .endMetadata()
                .withData(Map.of("colour", "green"))
                .build();
        client.resource(map).create();
        Pod made = run(
                "a",
                """
                containers:
                - name: c
                  image: busybox:1.37
                  command: [sh, -c, "until grep -q blue /s/colour; do sleep 0.05; done; echo seen; exec sleep 1000"]
                  volumeMounts: [{name: s, mountPath: /s}]
                volumes:
                - {name: s, configMap: {name: settings}}
                """);
        await("a", one -> is(one, "Ready", "True"));
        client.resource(new ConfigMapBuilder(map)
                        .withData(Map.of("colour", "blue"))
                        .build())
                .update();

        client.pods()
                .inNamespace(namespace)
                .withName("a")
                .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"metadata\":{\"annotations\":{\"poke\":\"1\"}}}");

        awaitLog(made, "seen");
    }

    @Test
    void aDeletedPodRunsItsHookGetsItsSignalAndGoes() throws Exception {
        Path out = data.resolve("hook.txt");
        run(
                "a",
                """
                containers:
                - name: c
                  image: busybox:1.37
                  command: [sh, -c, "trap 'echo term >> %1$s; exit 0' TERM; touch %1$s.up; while :; do sleep 0.05; done"]
                  readinessProbe: {exec: {command: [test, -f, "%1$s.up"]}, periodSeconds: 1}
                  lifecycle:
                    preStop: {exec: {command: [sh, -c, "echo hook >> %1$s"]}}
                """
                        .formatted(out));
        await("a", one -> is(one, "Ready", "True"));

        client.pods().inNamespace(namespace).withName("a").delete();

        client.pods()
                .inNamespace(namespace)
                .withName("a")
                .waitUntilCondition(java.util.Objects::isNull, LONG.toSeconds(), TimeUnit.SECONDS);
        assertThat(Files.readString(out)).isEqualTo("hook\nterm\n");
        assertThat(events("a")).contains("Killing");
    }

    @Test
    void aContainerThatEndsAgainAndAgainWaitsInItsBackOff() {
        run(
                "a",
                """
                containers:
                - {name: c, image: "busybox:1.37", command: [sh, -c, "echo no; exit 3"], terminationMessagePolicy: FallbackToLogsOnError}
                """);

        Pod pod = await("a", one -> waits(one, "CrashLoopBackOff"));
        assertThat(container(pod).getRestartCount()).isEqualTo(1);
        assertThat(container(pod).getState().getWaiting().getMessage())
                .startsWith("back-off 10s restarting failed container=c pod=a_" + namespace);
        assertThat(container(pod).getLastState().getTerminated().getExitCode()).isEqualTo(3);
        assertThat(container(pod).getLastState().getTerminated().getMessage()).isEqualTo("no\n");
    }

    @Test
    void aContainerThatTakesMoreMemoryThanItMayIsKilledForIt() {
        run(
                "a",
                """
                restartPolicy: Never
                containers:
                - name: c
                  image: busybox:1.37
                  command: [sh, -c, "x=aaaaaaaa; while :; do x=$x$x; done"]
                  resources: {limits: {memory: 32Mi}}
                """);

        Pod pod = await("a", one -> "Failed".equals(one.getStatus().getPhase()));
        assertThat(container(pod).getState().getTerminated().getReason()).isEqualTo("OOMKilled");
        assertThat(container(pod).getState().getTerminated().getExitCode()).isEqualTo(137);
    }

    @Test
    void anImageThatIsNotThereIsSaidAsTheKubeletDoes() {
        run("a", "containers: [{name: c, image: 'cpubound/backend:9.9.9-not-there'}]");

        await("a", one -> waits(one, "ErrImagePull"));
        Pod pod = await("a", one -> waits(one, "ImagePullBackOff"));
        assertThat(container(pod).getState().getWaiting().getMessage())
                .startsWith("Back-off pulling image \"cpubound/backend:9.9.9-not-there\"");
        assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
    }

    @Test
    void aReadinessGateHoldsThePodBackUntilItsConditionIsTrue() {
        run(
                "a",
                """
                readinessGates: [{conditionType: cpubound.io/synced}]
                containers: [{name: c, image: "busybox:1.37", command: [sleep, "1000"]}]
                """);
        await("a", one -> is(one, "ContainersReady", "True") && is(one, "Ready", "False"));

        client.pods()
                .inNamespace(namespace)
                .withName("a")
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.STRATEGIC_MERGE),
                        "{\"status\":{\"conditions\":[{\"type\":\"cpubound.io/synced\",\"status\":\"True\"}]}}");

        Pod pod = await("a", one -> is(one, "Ready", "True"));
        assertThat(is(pod, "cpubound.io/synced", "True")).isTrue();
    }
}
