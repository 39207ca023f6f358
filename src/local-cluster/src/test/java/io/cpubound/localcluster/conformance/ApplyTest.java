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

/** Server-side apply: who owns which field, and what that leads to. */
@LocalCluster
class ApplyTest {

    private static Api api;
    private static Scratch scratch;

    @BeforeAll
    static void start(KubernetesClient client) {
        api = Api.of(client);
        scratch = new Scratch(api, "conf-apply");
    }

    @AfterAll
    static void stop() {
        scratch.close();
    }

    private static String map(String name) {
        return scratch.path("configmaps/" + name);
    }

    private static String service(String name) {
        return scratch.path("services/" + name);
    }

    private static String deployment(String name) {
        return scratch.path("apps/v1", "deployments/" + name);
    }

    /** Applies some fields; the type and, where they do not give it, the name are those of the path. */
    private static Answer apply(String path, String manager, String fields) {
        String plain = path.replaceFirst("[?].*", "");
        String type = plain.contains("/deployments/")
                ? "apiVersion: apps/v1, kind: Deployment"
                : "apiVersion: v1, kind: " + (plain.contains("/services/") ? "Service" : "ConfigMap");
        String name = plain.replaceFirst("/status$", "").replaceFirst(".*/", "");
        String metadata = fields.startsWith("metadata:") ? "" : "metadata: {name: " + name + "}, ";
        return api.patch(
                path + (path.contains("?") ? "&" : "?") + "fieldManager=" + manager,
                Api.APPLY,
                "{" + type + ", " + metadata + fields + "}");
    }

    /** {@code manager operation subresource} of every entry. */
    private static List<String> managers(Answer answer) {
        return answer.body()
                .at("/metadata/managedFields")
                .valueStream()
                .map(entry -> entry.path("manager").asText() + " "
                        + entry.path("operation").asText() + " "
                        + entry.path("subresource").asText())
                .map(String::strip)
                .toList();
    }

    private static JsonNode fieldsOf(Answer answer, String manager) {
        return answer.body()
                .at("/metadata/managedFields")
                .valueStream()
                .filter(entry -> entry.path("manager").asText().equals(manager))
                .findFirst()
                .orElseThrow()
                .path("fieldsV1");
    }

    @Test
    void whatIsAppliedIsOwnedExactly() {
        Answer made = apply(map("exact"), "one", "metadata: {name: exact, labels: {a: b}}, data: {k: v}");

        made.must(201);
        assertThat(fieldsOf(made, "one"))
                .isEqualTo(Api.yaml("{'f:data': {'f:k': {}}, 'f:metadata': {'f:labels': {'f:a': {}}}}"));
        assertThat(made.at("metadata/managedFields/0/time")).isEqualTo(made.at("metadata/creationTimestamp"));
    }

    @Test
    void anApplyThatChangesNothingIsNoWrite() {
        Answer first = apply(map("quiet"), "one", "data: {a: '1'}").must(201);
        Answer second = apply(map("quiet"), "one", "data: {a: '1'}").must(200);

        assertThat(second.version()).isEqualTo(first.version());
    }

    @Test
    void createPutAndPatchAreUpdatesOfTheirManagers() {
        api.post(scratch.path("configmaps?fieldManager=creator"), "{metadata: {name: updates}, data: {a: '1'}}")
                .must(201);
        api.put(map("updates?fieldManager=putter"), "{metadata: {name: updates}, data: {a: '1', b: '1'}}")
                .must(200);
        Answer patched = api.merge(map("updates?fieldManager=patcher"), "{data: {a: '2', c: '1'}}")
                .must(200);

        assertThat(managers(patched)).containsExactlyInAnyOrder("creator Update", "putter Update", "patcher Update");
        assertThat(fieldsOf(patched, "creator")).isEqualTo(Api.yaml("{'f:data': {}}"));
        assertThat(fieldsOf(patched, "putter")).isEqualTo(Api.yaml("{'f:data': {'f:b': {}}}"));
        assertThat(fieldsOf(patched, "patcher")).isEqualTo(Api.yaml("{'f:data': {'f:a': {}, 'f:c': {}}}"));
    }

    @Test
    void aConflictNamesEveryFieldAsACause() {
        apply(map("causes"), "one", "data: {a: '1', b: '1'}").must(201);
        Answer single = apply(map("causes"), "two", "data: {a: '2'}");
        Answer refused = apply(map("causes"), "two", "data: {a: '2', b: '2'}");

        single.fails(409, "Apply failed with 1 conflict: conflict with \"one\": .data.a");
        refused.fails(409, "Apply failed with 2 conflicts: conflicts with \"one\":\n- .data.a\n- .data.b");
        assertThat(refused.at("reason")).isEqualTo("Conflict");
        assertThat(refused.body().at("/details/causes"))
                .isEqualTo(Api.yaml("[{reason: FieldManagerConflict, message: 'conflict with \"one\"', field: .data.a},"
                        + " {reason: FieldManagerConflict, message: 'conflict with \"one\"', field: .data.b}]"));
    }

    @Test
    void forceTakesOwnershipAndSharingKeepsIt() {
        apply(map("force"), "one", "data: {a: '1', b: '1'}").must(201);
        apply(map("force?force=true"), "two", "data: {a: '2', b: '1'}").must(200);

        Answer left = apply(map("force"), "two", "data: {}").must(200);

        assertThat(left.body().path("data")).isEqualTo(Api.yaml("{b: '1'}"));
        assertThat(managers(left)).contains("one Apply");
        assertThat(fieldsOf(left, "one")).isEqualTo(Api.yaml("{'f:data': {'f:b': {}}}"));
    }

    @Test
    void portsOfAServiceAreFoundByPortAndProtocol() {
        apply(service("ports"), "one", "spec: {selector: {a: b}, ports: [{name: t, port: 53, protocol: TCP}]}")
                .must(201);
        Answer both = apply(
                        service("ports"), "two", "spec: {ports: [{name: u, port: 53, protocol: UDP, targetPort: 53}]}")
                .must(200);
        Answer one = apply(service("ports"), "two", "spec: {}").must(200);

        assertThat(both.body().at("/spec/ports")).hasSize(2);
        assertThat(fieldsOf(both, "two").at("/f:spec/f:ports").fieldNames())
                .toIterable()
                .containsExactly("k:{\"port\":53,\"protocol\":\"UDP\"}");
        assertThat(one.body().at("/spec/ports")).hasSize(1);
        assertThat(one.at("spec/ports/0/name")).isEqualTo("t");
    }

    @Test
    void aServiceGetsAnAddressAndKeepsIt() {
        Answer first = apply(service("addressed"), "one", "spec: {ports: [{port: 80}]}")
                .must(201);
        Answer second = apply(service("addressed"), "one", "spec: {ports: [{port: 80}]}")
                .must(200);

        assertThat(first.at("spec/clusterIP")).isNotEmpty();
        assertThat(second.at("spec/clusterIP")).isEqualTo(first.at("spec/clusterIP"));
    }

    @Test
    void statusHasManagersOfItsOwn() {
        apply(
                        deployment("parted"),
                        "one",
                        "spec: {replicas: 0, selector: {matchLabels: {a: b}}, template: {metadata: {labels: {a: b}},"
                                + " spec: {containers: [{name: c, image: i}]}}}")
                .must(201);
        Answer applied = apply(
                        deployment("parted/status"),
                        "one",
                        "metadata: {name: parted, labels: {not: mine}}, spec: {replicas: 3},"
                                + " status: {conditions: [{type: Test, status: 'True'}]}")
                .must(200);
        Answer main =
                apply(deployment("parted"), "other", "status: {replicas: 7}").must(200);

        assertThat(managers(applied)).contains("one Apply", "one Apply status");
        assertThat(applied.at("spec/replicas")).isEqualTo("0");
        assertThat(applied.body().at("/status/conditions").findValuesAsText("type"))
                .contains("Test");
        assertThat(main.at("status/replicas")).isNotEqualTo("7");
        assertThat(managers(main)).doesNotContain("other Apply");
    }

    @Test
    void theStatusOfWhatIsNotThereCannotBeApplied() {
        apply(deployment("nothing/status"), "one", "status: {replicas: 1}")
                .fails(404, "deployments.apps \"nothing\" not found");
    }

    @Test
    void aDryRunAnswersAsIfAndStoresNothing() {
        Answer created = apply(map("dry?dryRun=All"), "one", "data: {a: '1'}").must(201);
        apply(map("dry-two"), "one", "data: {a: '1'}").must(201);
        Answer changed = apply(map("dry-two?dryRun=All&force=true"), "two", "data: {a: '2'}")
                .must(200);
        Answer after = api.get(map("dry-two")).must(200);

        assertThat(managers(created)).containsExactly("one Apply");
        assertThat(managers(changed)).containsExactly("two Apply");
        api.get(map("dry")).must(404);
        assertThat(after.at("data/a")).isEqualTo("1");
        assertThat(changed.version()).isEqualTo(after.version());
    }

    @Test
    void kubectlMovesFromClientSideToServerSideWithoutAConflict() {
        String last = "{\"apiVersion\":\"v1\",\"data\":{\"a\":\"1\"},\"kind\":\"ConfigMap\",\"metadata\":"
                + "{\"annotations\":{},\"name\":\"moved\",\"namespace\":\"" + scratch.name() + "\"}}";
        api.post(
                        scratch.path("configmaps?fieldManager=kubectl-client-side-apply"),
                        "{metadata: {name: moved, annotations: {kubectl.kubernetes.io/last-applied-configuration: '"
                                + last + "'}}, data: {a: '1'}}")
                .must(201);

        Answer foreign = apply(map("moved"), "other", "data: {a: '2'}");
        Answer moved = apply(map("moved"), "kubectl", "data: {a: '2'}").must(200);

        foreign.fails(
                409, "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using v1: .data.a");
        assertThat(moved.at("data/a")).isEqualTo("2");
        assertThat(moved.body().at("/metadata/annotations").toString()).contains("\\\"a\\\":\\\"2\\\"");
        assertThat(managers(moved)).contains("kubectl Apply");
    }

    @Test
    void anEmptyListOfManagersResetsThemUntilTheNextApply() {
        apply(map("reset"), "one", "data: {a: '1'}").must(201);
        Answer reset =
                api.merge(map("reset"), "{metadata: {managedFields: [{}]}}").must(200);
        Answer untracked = api.merge(map("reset"), "{data: {b: '1'}}").must(200);
        Answer applied = apply(map("reset"), "two", "data: {c: '1'}").must(200);

        assertThat(managers(reset)).isEmpty();
        assertThat(managers(untracked)).isEmpty();
        assertThat(managers(applied)).containsExactlyInAnyOrder("two Apply", "before-first-apply Update");
    }

    @Test
    void whatCannotBeAppliedIsRefusedForItsReason() {
        String path = map("refused");
        apply(path, "one", "data: {a: '1'}").must(201);

        assertThat(apply(path, "one", "metadata: {name: refused, managedFields: [{}]}")
                        .message())
                .isEqualTo("metadata.managedFields must be nil");
        assertThat(apply(path, "one", "metadata: {name: other}").message())
                .isEqualTo("the name of the object (other) does not match the name on the URL (refused)");
        assertThat(api.patch(map("nameless?fieldManager=one"), Api.APPLY, "{apiVersion: v1, kind: ConfigMap}")
                        .message())
                .isEqualTo("the name of the object (nameless based on URL) was undeterminable: name must be provided");
        assertThat(api.patch(path + "?fieldManager=one", Api.APPLY, "{apiVersion: v1, kind: Secret}")
                        .message())
                .isEqualTo("invalid object type: /v1, Kind=Secret");
        apply(path, "one", "metadata: {name: refused, resourceVersion: '1'}, data: {a: '2'}")
                .must(409);
        api.patch(path, Api.APPLY, "{apiVersion: v1, kind: ConfigMap}").must(422);
        assertThat(apply(path, "one", "dada: {}").message()).endsWith(".dada: field not declared in schema");
        assertThat(apply(path, "one", "data: {a: 1}").message())
                .endsWith(".data.a: expected string, got &value.valueUnstructured{Value:1}");
    }
}
