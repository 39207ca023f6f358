package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@LocalCluster
class WritesTest {

    private static final String MODIFIED = "Operation cannot be fulfilled on configmaps \"%s\": the object has been"
            + " modified; please apply your changes to the latest version and try again";

    private static Api api;
    private static Scratch scratch;

    @BeforeAll
    static void start(KubernetesClient client) {
        api = Api.of(client);
        scratch = new Scratch(api, "conf-writes");
    }

    @AfterAll
    static void stop() {
        scratch.close();
    }

    private static String map(String name) {
        return scratch.path("configmaps/" + name);
    }

    @Test
    void anOldVersionIsAConflict() {
        JsonNode first = scratch.configMap("locked", "a").body();
        api.put(map("locked"), first.deepCopy()).must(200);
        api.merge(map("locked"), "{data: {key: b}}").must(200);

        api.put(map("locked"), first).fails(409, MODIFIED.formatted("locked"));
        api.merge(
                        map("locked"),
                        "{metadata: {resourceVersion: '%s'}, data: {key: c}}"
                                .formatted(first.at("/metadata/resourceVersion").asText()))
                .fails(409, MODIFIED.formatted("locked"));
    }

    @Test
    void anotherUidIsAConflict() {
        ObjectNode made = (ObjectNode) scratch.configMap("identity", "a").body();
        String uid = made.at("/metadata/uid").asText();
        made.withObject("/metadata").put("uid", "other").remove("resourceVersion");

        // The real one's message begins with the place in etcd.
        assertThat(api.put(map("identity"), made).must(409).message())
                .endsWith("Precondition failed: UID in precondition: other, UID in object meta: " + uid);
        api.delete(map("identity"), "{preconditions: {uid: other}}")
                .fails(
                        409,
                        "Operation cannot be fulfilled on ConfigMap \"identity\": the UID in the precondition (other)"
                                + " does not match the UID in record (" + uid
                                + "). The object might have been deleted and then recreated");
        api.delete(map("identity"), "{preconditions: {resourceVersion: '1'}}").must(409);
        api.delete(map("identity"), "{preconditions: {uid: %s}}".formatted(uid)).must(200);
        String apply = "{apiVersion: v1, kind: ConfigMap, metadata: {name: identity, uid: %s}}".formatted(uid);
        api.patch(map("identity") + "?fieldManager=test&force=true", Api.APPLY, apply)
                .fails(
                        409,
                        "Operation cannot be fulfilled on configmaps \"identity\": uid mismatch: the provided object"
                                + " specified uid " + uid + ", and no existing object was found");
    }

    @Test
    void onlyAChangeOfTheSpecificationIsANewGeneration() {
        String path = scratch.path("apps/v1", "deployments");
        api.post(path, deployment("generations")).must(201);
        String one = path + "/generations";
        Answer labelled = api.merge(one, "{metadata: {labels: {a: b}}}").must(200);
        Answer status =
                api.merge(one + "/status", "{status: {observedGeneration: 1}}").must(200);
        Answer scaled =
                api.merge(one, "{spec: {replicas: 0, minReadySeconds: 1}}").must(200);
        Answer smuggled = api.merge(one, "{status: {replicas: 99}}").must(200);

        assertThat(labelled.at("metadata/generation")).isEqualTo("1");
        assertThat(status.at("metadata/generation")).isEqualTo("1");
        assertThat(scaled.at("metadata/generation")).isEqualTo("2");
        assertThat(smuggled.at("metadata/generation")).isEqualTo("2");
        assertThat(smuggled.at("status/replicas")).isNotEqualTo("99");
        api.delete(one).must(200);
    }

    static String deployment(String name) {
        return """
                metadata: {name: %1$s}
                spec:
                  replicas: 0
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      terminationGracePeriodSeconds: 1
                      containers: [{name: c, image: 'busybox:1.37', command: [sleep, '1000']}]
                """
                .formatted(name);
    }

    @Test
    void aDryRunStoresNothing() {
        scratch.configMap("wet", "a");
        Answer created = api.post(scratch.path("configmaps?dryRun=All"), "{metadata: {name: dry}}");
        Answer changed = api.send("PATCH", map("wet?dryRun=All"), "{\"data\":{\"key\":\"b\"}}", Api.MERGE);
        Answer deleted = api.delete(map("wet?dryRun=All"));

        assertThat(created.must(201).at("metadata/uid")).isNotEmpty();
        assertThat(created.version()).isEmpty();
        assertThat(changed.must(200).at("data/key")).isEqualTo("b");
        deleted.must(200);
        api.get(map("dry")).must(404);
        assertThat(api.get(map("wet")).must(200).at("data/key")).isEqualTo("a");
        api.post(scratch.path("configmaps?dryRun=Some"), "{metadata: {name: dry}}")
                .must(422);
    }

    @Test
    void unknownFieldsAreWarnedOfOrRefused() {
        String body = "{metadata: {name: unknown}, date: {a: b}}";
        Answer strict = api.post(scratch.path("configmaps?fieldValidation=Strict"), body);
        Answer warned = api.post(scratch.path("configmaps?fieldValidation=Warn"), body);
        Answer ignored =
                api.post(scratch.path("configmaps?fieldValidation=Ignore"), body.replace("unknown", "ignored"));

        strict.fails(
                400,
                "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: strict decoding error: unknown field"
                        + " \"date\"");
        assertThat(warned.must(201).response().headers().firstValue("Warning"))
                .contains("299 - \"unknown field \\\"date\\\"\"");
        assertThat(ignored.must(201).response().headers().firstValue("Warning")).isEmpty();
        assertThat(warned.body().has("date")).isFalse();
    }

    @Test
    void settledFieldsStayAsTheyAre() {
        api.post(scratch.path("services"), "{metadata: {name: fixed}, spec: {ports: [{port: 80}]}}")
                .must(201);
        Answer address =
                api.merge(scratch.path("services/fixed"), "{spec: {clusterIP: 10.1.2.3, clusterIPs: [10.1.2.3]}}");
        api.post(scratch.path("configmaps"), "{metadata: {name: fixed}, immutable: true, data: {key: a}}")
                .must(201);
        Answer data = api.merge(map("fixed"), "{data: {key: b}}");
        api.post(scratch.path("secrets"), "{metadata: {name: fixed}, type: Opaque}")
                .must(201);
        Answer type = api.merge(scratch.path("secrets/fixed"), "{type: other}");
        api.post(scratch.path("apps/v1", "deployments"), deployment("fixed")).must(201);
        Answer selector = api.merge(
                scratch.path("apps/v1", "deployments/fixed"),
                "{spec: {selector: {matchLabels: {app: fixed, more: yes}}, template: {metadata: {labels: {more: 'yes'}}}}}"
                        .replace("more: yes}}, t", "more: 'yes'}}, t"));

        assertThat(address.must(422).message())
                .contains("spec.clusterIPs[0]: Invalid value: ", "may not change once set");
        data.fails(422, "ConfigMap \"fixed\" is invalid: data: Forbidden: field is immutable when `immutable` is set");
        type.fails(422, "Secret \"fixed\" is invalid: type: Invalid value: \"other\": field is immutable");
        assertThat(selector.must(422).message())
                .startsWith("Deployment.apps \"fixed\" is invalid: spec.selector: Invalid value: ")
                .endsWith("field is immutable");
        api.delete(scratch.path("apps/v1", "deployments/fixed"));
    }

    @Test
    void aPodKeepsItsSpecification() {
        api.post(scratch.path("pods"), pod("kept")).must(201);
        Answer moved = api.merge(scratch.path("pods/kept"), "{spec: {hostname: other}}");
        Answer image = api.patch(
                scratch.path("pods/kept"), Api.STRATEGIC, "{spec: {containers: [{name: c, image: 'busybox:1.36'}]}}");

        assertThat(moved.must(422).message()).contains("pod updates may not change fields other than");
        image.must(200);
        api.delete(scratch.path("pods/kept?gracePeriodSeconds=0"));
    }

    /** One that no node takes. */
    static String pod(String name) {
        return """
                metadata: {name: %s}
                spec:
                  nodeSelector: {no: such-node}
                  containers: [{name: c, image: 'busybox:1.37', command: [sleep, '1000']}]
                """
                .formatted(name);
    }

    @Test
    void quantitiesAndPortsAreChecked() {
        api.post(
                        scratch.path("pods"),
                        "{metadata: {name: q}, spec: {containers: [{name: c, image: i, resources: {limits: {cpu: lots}}}]}}")
                .fails(
                        400,
                        "Pod in version \"v1\" cannot be handled as a Pod: quantities must match the regular expression"
                                + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
        api.post(scratch.path("services"), "{metadata: {name: p}, spec: {ports: [{port: 70000}]}}")
                .fails(
                        422,
                        "Service \"p\" is invalid: [spec.ports[0].port: Invalid value: 70000: must be between 1 and"
                                + " 65535, inclusive, spec.ports[0].targetPort: Invalid value: 70000: must be between 1 and"
                                + " 65535, inclusive]");
    }

    @Test
    void theStatusIsWrittenOnItsOwn() {
        api.post(scratch.path("pods"), pod("status")).must(201);
        Answer changed = api.merge(
                scratch.path("pods/status/status"),
                "{metadata: {labels: {a: b}}, spec: {hostname: other}, status: {message: hello}}");

        assertThat(changed.must(200).at("status/message")).isEqualTo("hello");
        assertThat(changed.at("spec/hostname")).isEmpty();
        assertThat(api.get(scratch.path("pods/status/status")).must(200).at("status/message"))
                .isEqualTo("hello");
        api.get(scratch.path("configmaps/none/status")).must(404);
        api.delete(scratch.path("pods/status?gracePeriodSeconds=0"));
    }

    @Test
    void aScaleIsAViewOnTheNumberOfReplicas() {
        String path = scratch.path("apps/v1", "deployments");
        api.post(path, deployment("scaled")).must(201);
        ObjectNode scale =
                (ObjectNode) api.get(path + "/scaled/scale").must(200).body();
        scale.withObject("/spec").put("replicas", 1);
        scale.withObject("/metadata").put("resourceVersion", "1");
        Answer stale = api.put(path + "/scaled/scale", scale);
        Answer patched = api.merge(path + "/scaled/scale", "{spec: {replicas: 2}}");
        Answer negative = api.merge(path + "/scaled/scale", "{spec: {replicas: -1}}");

        stale.must(409);
        assertThat(patched.must(200).at("kind")).isEqualTo("Scale");
        assertThat(patched.at("apiVersion")).isEqualTo("autoscaling/v1");
        assertThat(patched.at("status/selector")).isEqualTo("app=scaled");
        assertThat(api.get(path + "/scaled").at("spec/replicas")).isEqualTo("2");
        negative.fails(
                422,
                "Scale.autoscaling \"scaled\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal"
                        + " to 0");
        api.delete(path + "/scaled");
    }

    @Test
    void aCollectionIsDeletedAsFarAsItIsSelected() {
        for (String name : List.of("one", "two")) {
            api.post(scratch.path("configmaps"), "{metadata: {name: %s, labels: {set: %s}}}".formatted(name, name))
                    .must(201);
        }
        api.delete(scratch.path("configmaps?labelSelector=set=one")).must(200);

        assertThat(Api.names(
                        api.get(scratch.path("configmaps?labelSelector=set")).body()))
                .containsExactly("two");
    }
}
