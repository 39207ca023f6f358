package io.cpubound.localcluster.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a kubelet does with a pod, whichever kubelet it is: also run with {@code -Dcluster=current}. */
@LocalCluster
class PodLifeTest {

    private static final String NAMESPACE = "conf-pod-life";

    private static KubernetesClient client;

    @BeforeAll
    static void start(KubernetesClient given) {
        client = given;
        client.namespaces().withName(NAMESPACE).delete();
        client.namespaces().withName(NAMESPACE).waitUntilCondition(Objects::isNull, 60, TimeUnit.SECONDS);
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName("default")
                .waitUntilCondition(Objects::nonNull, 60, TimeUnit.SECONDS);
    }

    @AfterAll
    static void stop() {
        client.pods().inNamespace(NAMESPACE).withGracePeriod(0).delete();
        client.namespaces().withName(NAMESPACE).delete();
    }

    private static void run(String name, String spec) {
        client.pods()
                .inNamespace(NAMESPACE)
                .resource(client.getKubernetesSerialization()
                        .unmarshal(
                                """
                                apiVersion: v1
                                kind: Pod
                                metadata: {name: %s, labels: {app: life}}
                                spec:
                                %s"""
                                        .formatted(name, spec.indent(2)),
                                Pod.class))
                .create();
    }

    private static Pod await(String name, Predicate<Pod> condition) {
        return client.pods()
                .inNamespace(NAMESPACE)
                .withName(name)
                .waitUntilCondition(pod -> pod != null && condition.test(pod), 60, TimeUnit.SECONDS);
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(
                        one -> one.getType().equals("Ready") && one.getStatus().equals("True"));
    }

    private static String log(String pod, String container) {
        return client.pods()
                .inNamespace(NAMESPACE)
                .withName(pod)
                .inContainer(container)
                .getLog();
    }

    @Test
    void initContainersRunInTheirOrderBesideTheSidecarsBeforeThem() {
        run(
                "ordered",
                """
                {initContainers: [
                  {name: side, image: 'busybox:1.37', restartPolicy: Always, command: [sleep, '1000']},
                  {name: first, image: 'busybox:1.37', command: [echo, one]},
                  {name: second, image: 'busybox:1.37', command: [echo, two]}],
                 containers: [{name: c, image: 'busybox:1.37', command: [sleep, '1000']}], terminationGracePeriodSeconds: 1}
                """);
        Pod pod = await("ordered", PodLifeTest::isReady);
        List<ContainerStatus> init = pod.getStatus().getInitContainerStatuses();

        assertThat(init.get(0).getState().getRunning()).isNotNull();
        assertThat(init.get(0).getStarted()).isTrue();
        assertThat(init.get(1).getState().getTerminated().getReason()).isEqualTo("Completed");
        Instant firstEnded =
                Instant.parse(init.get(1).getState().getTerminated().getFinishedAt());
        assertThat(Instant.parse(init.get(2).getState().getTerminated().getStartedAt()))
                .isAfterOrEqualTo(firstEnded);
        assertThat(log("ordered", "second")).isEqualTo("two\n");
    }

    @Test
    void anInitContainerThatFailsHoldsThePod() {
        run(
                "held",
                """
                {initContainers: [{name: no, image: 'busybox:1.37', command: ['false']}],
                 containers: [{name: c, image: 'busybox:1.37', command: [sleep, '1000']}]}
                """);
        Pod pod = await(
                "held",
                it -> !it.getStatus().getInitContainerStatuses().isEmpty()
                        && it.getStatus()
                                        .getInitContainerStatuses()
                                        .get(0)
                                        .getState()
                                        .getWaiting()
                                != null
                        && "CrashLoopBackOff"
                                .equals(it.getStatus()
                                        .getInitContainerStatuses()
                                        .get(0)
                                        .getState()
                                        .getWaiting()
                                        .getReason()));

        assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(pod.getStatus()
                        .getContainerStatuses()
                        .get(0)
                        .getState()
                        .getWaiting()
                        .getReason())
                .isEqualTo("PodInitializing");
    }

    @Test
    void aHookHasItsTimeBeforeTheContainerIsTold() {
        run(
                "cut",
                """
                {terminationGracePeriodSeconds: 2, containers: [{name: c, image: 'busybox:1.37', command: [sleep, '1000'],
                 lifecycle: {preStop: {sleep: {seconds: 2}}}}]}
                """);
        await("cut", PodLifeTest::isReady);
        Instant asked = Instant.now();
        client.pods().inNamespace(NAMESPACE).withName("cut").delete();
        client.pods().inNamespace(NAMESPACE).withName("cut").waitUntilCondition(Objects::isNull, 60, TimeUnit.SECONDS);

        // The hook's 2 s, then the 2 s that a kubelet gives at least after SIGTERM.
        assertThat(Duration.between(asked, Instant.now())).isGreaterThan(Duration.ofMillis(1900));
    }

    @Test
    void aLivenessProbeWaitsForTheStartupProbe() {
        run(
                "slow",
                """
                {terminationGracePeriodSeconds: 1, containers: [{name: c, image: 'busybox:1.37',
                 command: [sh, -c, 'rm -f /tmp/conf-slow; sleep 3; touch /tmp/conf-slow; sleep 1000'],
                 startupProbe: {exec: {command: [test, -f, /tmp/conf-slow]}, periodSeconds: 1, failureThreshold: 30},
                 livenessProbe: {exec: {command: [test, -f, /tmp/conf-slow]}, periodSeconds: 1, failureThreshold: 1}}]}
                """);
        Pod pod = await("slow", PodLifeTest::isReady);

        assertThat(pod.getStatus().getContainerStatuses().get(0).getRestartCount())
                .isZero();
        assertThat(pod.getStatus().getContainerStatuses().get(0).getStarted()).isTrue();
    }

    @Test
    void aContainerThatIsNotAliveIsStartedAgain() {
        run(
                "sick",
                """
                {terminationGracePeriodSeconds: 1, containers: [{name: c, image: 'busybox:1.37', command: [sleep, '1000'],
                 livenessProbe: {exec: {command: ['false']}, periodSeconds: 1, failureThreshold: 2}}]}
                """);
        Pod pod = await(
                "sick",
                it -> !it.getStatus().getContainerStatuses().isEmpty()
                        && it.getStatus().getContainerStatuses().get(0).getRestartCount() > 0);

        assertThat(pod.getStatus()
                        .getContainerStatuses()
                        .get(0)
                        .getLastState()
                        .getTerminated()
                        .getExitCode())
                .isIn(143, 137);
    }

    @Test
    void volumesShowWhatThePodIs() {
        client.resource(new ConfigMapBuilder()
                        .withNewMetadata()
                        .withNamespace(NAMESPACE)
                        .withName("given")
                        .endMetadata()
                        .withData(Map.of("colour", "green"))
                        .build())
                .create();
        run(
                "told",
                """
                {restartPolicy: Never, containers: [{name: c, image: 'busybox:1.37',
                  command: [sh, -c, 'cat $(DIR)/name $(DIR)/labels $(DIR)/paint/colour; echo; test -s $(DIR)/token && echo token'],
                  env: [{name: DIR, value: /etc/told}], volumeMounts: [{name: v, mountPath: /etc/told}]}],
                 volumes: [{name: v, projected: {sources: [
                  {downwardAPI: {items: [{path: name, fieldRef: {fieldPath: metadata.name}},
                                         {path: labels, fieldRef: {fieldPath: metadata.labels}}]}},
                  {configMap: {name: given, items: [{key: colour, path: paint/colour}]}},
                  {serviceAccountToken: {path: token, expirationSeconds: 3600}}]}}]}
                """);
        Pod pod = await("told", it -> "Succeeded".equals(it.getStatus().getPhase()));

        assertThat(log("told", "c")).isEqualTo("toldapp=\"life\"green\ntoken\n");
        assertThat(pod.getStatus()
                        .getContainerStatuses()
                        .get(0)
                        .getState()
                        .getTerminated()
                        .getExitCode())
                .isZero();
    }
}
