package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@LocalCluster
class ControllersTest {

    private static Api api;
    private static Scratch scratch;

    @BeforeAll
    static void start(KubernetesClient client) {
        api = Api.of(client);
        scratch = new Scratch(api, "conf-controllers");
    }

    @AfterAll
    static void stop() {
        scratch.close();
    }

    private static String deployments(String rest) {
        return scratch.path("apps/v1", "deployments" + rest);
    }

    private static void deploy(String name, int replicas) {
        api.post(
                        deployments(""),
                        """
                        metadata: {name: %1$s}
                        spec:
                          replicas: %2$d
                          strategy: {rollingUpdate: {maxSurge: 1, maxUnavailable: 0}}
                          selector: {matchLabels: {app: %1$s}}
                          template:
                            metadata: {labels: {app: %1$s}}
                            spec:
                              terminationGracePeriodSeconds: 0
                              containers: [{name: c, image: 'busybox:1.37', command: [sleep, '1000'], ports: [{name: http, containerPort: 8080}]}]
                        """
                                .formatted(name, replicas))
                .must(201);
    }

    private static Answer awaitRolled(String name, int replicas) {
        return api.await(
                deployments("/" + name),
                answer -> answer.at("status/observedGeneration").equals(answer.at("metadata/generation"))
                        && answer.at("status/updatedReplicas").equals("" + replicas)
                        && answer.at("status/availableReplicas").equals("" + replicas)
                        && answer.at("status/replicas").equals("" + replicas));
    }

    private static List<JsonNode> pods(String app) {
        return api.get(scratch.path("pods?labelSelector=app=" + app))
                .body()
                .path("items")
                .valueStream()
                .filter(pod -> !pod.path("metadata").has("deletionTimestamp"))
                .toList();
    }

    private static String condition(Answer answer, String type) {
        return answer.body()
                .at("/status/conditions")
                .valueStream()
                .filter(one -> one.path("type").asText().equals(type))
                .map(one ->
                        one.path("status").asText() + " " + one.path("reason").asText())
                .findFirst()
                .orElse("");
    }

    @Test
    void aDeploymentRollsToANewTemplateAndKeepsTheOldOne() {
        deploy("rolled", 2);
        Answer first = awaitRolled("rolled", 2);
        api.patch(
                        deployments("/rolled"),
                        Api.STRATEGIC,
                        "{spec: {template: {spec: {containers: [{name: c, env: [{name: A, value: b}]}]}}}}")
                .must(200);
        Answer second = awaitRolled("rolled", 2);
        List<JsonNode> sets = api.get(scratch.path("apps/v1", "replicasets?labelSelector=app=rolled"))
                .body()
                .path("items")
                .valueStream()
                .toList();

        assertThat(condition(first, "Available")).isEqualTo("True MinimumReplicasAvailable");
        assertThat(condition(second, "Progressing")).isEqualTo("True NewReplicaSetAvailable");
        assertThat(second.at("metadata/annotations/deployment.kubernetes.io~1revision"))
                .isEqualTo("2");
        assertThat(sets).hasSize(2);
        assertThat(sets.stream().map(set -> set.at("/spec/replicas").asInt())).containsExactlyInAnyOrder(0, 2);
        assertThat(pods("rolled")).allSatisfy(pod -> assertThat(
                        pod.at("/spec/containers/0/env/0/value").asText())
                .isEqualTo("b"));
        api.delete(deployments("/rolled"));
    }

    @Test
    void aLostPodIsReplaced() {
        deploy("kept", 1);
        awaitRolled("kept", 1);
        String lost = pods("kept").get(0).at("/metadata/name").asText();
        api.delete(scratch.path("pods/" + lost + "?gracePeriodSeconds=0")).must(200);

        api.await(scratch.path("pods?labelSelector=app=kept"), list -> Api.names(list.body()).stream()
                .anyMatch(name -> !name.equals(lost)));
        awaitRolled("kept", 1);
        assertThat(pods("kept").get(0).at("/metadata/ownerReferences/0/kind").asText())
                .isEqualTo("ReplicaSet");
        api.delete(deployments("/kept"));
    }

    @Test
    void aPodWhoseLabelsChangeIsReleasedAndReplaced() {
        deploy("released", 1);
        awaitRolled("released", 1);
        String first = pods("released").get(0).at("/metadata/name").asText();
        api.merge(scratch.path("pods/" + first), "{metadata: {labels: {app: free}}}")
                .must(200);

        api.await(
                scratch.path("pods/" + first),
                pod -> pod.body().at("/metadata/ownerReferences").isEmpty());
        // The Deployment may say for a moment still that all is as it was, with no pod left.
        api.await(
                scratch.path("pods?labelSelector=app=released"),
                list -> list.body().path("items").size() == 1);
        awaitRolled("released", 1);
        assertThat(pods("released").get(0).at("/metadata/name").asText()).isNotEqualTo(first);
        // Back under its labels it is one too many: adopted, and one of both goes.
        api.merge(scratch.path("pods/" + first), "{metadata: {labels: {app: released}}}")
                .must(200);
        api.await(
                scratch.path("pods?labelSelector=app=released"),
                list -> list.body().path("items").size() == 1);
        api.delete(deployments("/released"));
    }

    @Test
    void aServiceListsItsPodsAndSaysHowTheyAre() {
        deploy("served", 1);
        awaitRolled("served", 1);
        api.post(
                        scratch.path("services"),
                        "{metadata: {name: served}, spec: {selector: {app: served}, ports: [{port: 80, targetPort: http}]}}")
                .must(201);
        Answer slices = awaitSlice(
                "served", endpoint -> endpoint.at("/conditions/ready").asBoolean());
        JsonNode pod = pods("served").get(0);

        JsonNode slice = slices.body().at("/items/0");
        assertThat(slice.at("/ports/0/port").asInt()).isEqualTo(8080);
        assertThat(slice.at("/endpoints/0/addresses/0").asText())
                .isEqualTo(pod.at("/status/podIP").asText());
        assertThat(slice.at("/endpoints/0/targetRef/uid").asText())
                .isEqualTo(pod.at("/metadata/uid").asText());
        assertThat(slice.at("/endpoints/0/conditions/serving").asBoolean()).isTrue();
        assertThat(slice.at("/endpoints/0/conditions/terminating").asBoolean()).isFalse();
        api.delete(deployments("/served"));
        api.await(
                scratch.path("discovery.k8s.io/v1", "endpointslices?labelSelector=kubernetes.io/service-name=served"),
                list -> list.body().at("/items/0/endpoints").isEmpty());
        api.delete(scratch.path("services/served")).must(200);
        api.await(
                scratch.path("discovery.k8s.io/v1", "endpointslices?labelSelector=kubernetes.io/service-name=served"),
                list -> list.body().path("items").isEmpty());
    }

    private static Answer awaitSlice(String service, java.util.function.Predicate<JsonNode> one) {
        return api.await(
                scratch.path(
                        "discovery.k8s.io/v1", "endpointslices?labelSelector=kubernetes.io/service-name=" + service),
                list -> list.body().at("/items/0/endpoints").valueStream().anyMatch(one));
    }

    @Test
    void aTerminatingPodServesButIsNotReady() {
        api.post(
                        scratch.path("pods"),
                        """
                        metadata: {name: leaving, labels: {app: leaving}}
                        spec:
                          terminationGracePeriodSeconds: 30
                          containers:
                          - {name: c, image: 'busybox:1.37', command: [sleep, '1000'], lifecycle: {preStop: {sleep: {seconds: 25}}}}
                        """)
                .must(201);
        api.post(
                        scratch.path("services"),
                        "{metadata: {name: leaving}, spec: {selector: {app: leaving}, ports: [{port: 80}]}}")
                .must(201);
        awaitSlice("leaving", endpoint -> endpoint.at("/conditions/ready").asBoolean());
        api.delete(scratch.path("pods/leaving")).must(200);

        Answer slices = awaitSlice(
                "leaving", endpoint -> endpoint.at("/conditions/terminating").asBoolean());
        assertThat(slices.body().at("/items/0/endpoints/0/conditions/ready").asBoolean())
                .isFalse();
        assertThat(slices.body().at("/items/0/endpoints/0/conditions/serving").asBoolean())
                .isTrue();
        api.delete(scratch.path("pods/leaving?gracePeriodSeconds=0"));
    }

    @Test
    void aNamespaceHasWhatItsPodsNeed() {
        api.await(scratch.path("configmaps/kube-root-ca.crt"), answer -> answer.at("data/ca.crt")
                .startsWith("-----BEGIN CERTIFICATE-----"));
        api.delete(scratch.path("serviceaccounts/default")).must(200);

        api.await(scratch.path("serviceaccounts/default"), answer -> answer.code() == 200);
    }

    @Test
    void aDeploymentTakesItsPodsWithIt() {
        deploy("swept", 1);
        awaitRolled("swept", 1);
        api.delete(deployments("/swept")).must(200);

        api.await(
                scratch.path("apps/v1", "replicasets?labelSelector=app=swept"),
                list -> list.body().path("items").isEmpty());
        api.await(
                scratch.path("pods?labelSelector=app=swept"),
                list -> list.body().path("items").isEmpty());
    }
}
