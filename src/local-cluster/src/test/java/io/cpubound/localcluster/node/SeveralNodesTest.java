package io.cpubound.localcluster.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.cpubound.localcluster.LocalCluster;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@io.cpubound.localcluster.junit.LocalCluster(nodes = 2)
class SeveralNodesTest {

    private static final String NAMESPACE = "several-nodes";

    private static KubernetesClient client;

    @BeforeAll
    static void start(KubernetesClient given) {
        assumeFalse("current".equals(System.getProperty("cluster")), "about the local cluster's nodes only");
        client = given;
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    private static void deploy(String name) {
        client.resource(client.getKubernetesSerialization()
                        .unmarshal(
                                """
                                apiVersion: apps/v1
                                kind: Deployment
                                metadata: {name: %1$s, namespace: several-nodes}
                                spec:
                                  replicas: 2
                                  selector: {matchLabels: {app: %1$s}}
                                  template:
                                    metadata: {labels: {app: %1$s}}
                                    spec:
                                      terminationGracePeriodSeconds: 1
                                      tolerations:
                                      - {key: node.kubernetes.io/unreachable, operator: Exists, effect: NoExecute, tolerationSeconds: 0}
                                      containers: [{name: c, image: 'busybox:1.37', command: [sleep, '1000']}]
                                """
                                        .formatted(name),
                                Deployment.class))
                .create();
        awaitAvailable(name);
    }

    private static void awaitAvailable(String name) {
        client.apps()
                .deployments()
                .inNamespace(NAMESPACE)
                .withName(name)
                .waitUntilCondition(
                        it -> it != null
                                && it.getStatus() != null
                                && Integer.valueOf(2).equals(it.getStatus().getAvailableReplicas())
                                && it.getStatus().getUnavailableReplicas() == null,
                        30,
                        TimeUnit.SECONDS);
    }

    private static List<Pod> pods(String app) {
        return client.pods().inNamespace(NAMESPACE).withLabel("app", app).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    private static Set<String> nodes(String app) {
        return pods(app).stream().map(pod -> pod.getSpec().getNodeName()).collect(Collectors.toSet());
    }

    @Test
    void podsAreSpreadAndADrainMovesThem() {
        deploy("spread");
        Set<String> before = nodes("spread");
        client.nodes().withName("local-2").edit(node -> new NodeBuilder(node)
                .editOrNewSpec()
                .withUnschedulable(true)
                .endSpec()
                .build());
        pods("spread").stream()
                .filter(pod -> pod.getSpec().getNodeName().equals("local-2"))
                .forEach(pod -> client.pods()
                        .inNamespace(NAMESPACE)
                        .withName(pod.getMetadata().getName())
                        .evict());
        client.pods()
                .inNamespace(NAMESPACE)
                .withLabel("app", "spread")
                .informOnCondition(all -> all.size() == 2
                        && all.stream()
                                .allMatch(pod -> "local".equals(pod.getSpec().getNodeName())))
                .orTimeout(30, TimeUnit.SECONDS)
                .join();

        assertThat(before).containsExactlyInAnyOrder("local", "local-2");
        client.nodes().withName("local-2").edit(node -> new NodeBuilder(node)
                .editSpec()
                .withUnschedulable(null)
                .endSpec()
                .build());
    }

    @Test
    void aNodeThatDiesIsDistrustedAndItsPodsAreReplaced(LocalCluster cluster) throws Exception {
        try (Node third = Node.start(
                client, NodeOptions.of("third", cluster.api().kubeconfigFile().resolveSibling("third"), Path.of("")))) {
            assertThat(third).isNotNull();
            deploy("lost");
            assertThat(nodes("lost")).contains("third");
        }
        // Its machine is off: nobody renews the lease any more. So that nobody waits, it has been long ago.
        client.leases().inNamespace("kube-node-lease").withName("third").edit(lease -> new LeaseBuilder(lease)
                .editSpec()
                .withRenewTime(ZonedDateTime.now(java.time.ZoneOffset.UTC).minusMinutes(5))
                .endSpec()
                .build());
        client.nodes().withName("third").edit(node -> new NodeBuilder(node)
                .editMetadata()
                .addToLabels("looked", "at")
                .endMetadata()
                .build());

        var unknown = client.nodes()
                .withName("third")
                .waitUntilCondition(
                        node -> node.getSpec() != null
                                && node.getSpec().getTaints().stream()
                                        .anyMatch(taint -> "NoExecute".equals(taint.getEffect())),
                        30,
                        TimeUnit.SECONDS);
        assertThat(unknown.getStatus().getConditions())
                .filteredOn(condition -> condition.getType().equals("Ready"))
                .allSatisfy(condition -> assertThat(condition.getStatus()).isEqualTo("Unknown"));
        client.pods()
                .inNamespace(NAMESPACE)
                .withLabel("app", "lost")
                .informOnCondition(all -> all.size() == 3
                        && all.stream()
                                        .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                                        .filter(SeveralNodesTest::isReady)
                                        .count()
                                == 2)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
        assertThat(nodes("lost")).doesNotContain("third");

        // Nobody can say that its pod has ended, before somebody says that the machine will not come back.
        client.nodes().withName("third").delete();
        client.pods()
                .inNamespace(NAMESPACE)
                .withLabel("app", "lost")
                .informOnCondition(all -> all.size() == 2)
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }

    private static boolean isReady(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(one -> "Ready".equals(one.getType()) && "True".equals(one.getStatus()));
    }
}
