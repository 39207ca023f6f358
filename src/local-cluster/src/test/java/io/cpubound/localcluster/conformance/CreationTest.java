package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@LocalCluster
class CreationTest {

    private static Api api;
    private static Scratch scratch;

    @BeforeAll
    static void start(KubernetesClient client) {
        api = Api.of(client);
        scratch = new Scratch(api, "conf-creation");
    }

    @AfterAll
    static void stop() {
        scratch.close();
    }

    private static String map(String name) {
        return scratch.path("configmaps/" + name);
    }

    @Test
    void aGeneratedNameIsAPrefixAndFiveLetters() {
        Answer made = api.post(scratch.path("configmaps"), "{metadata: {generateName: made-}}");
        Answer cut = api.post(scratch.path("configmaps"), "{metadata: {generateName: %s}}".formatted("x".repeat(70)));

        assertThat(made.must(201).at("metadata/name")).matches("made-[bcdfghjklmnpqrstvwxz2456789]{5}");
        assertThat(cut.must(201).at("metadata/name")).matches("x{58}[bcdfghjklmnpqrstvwxz2456789]{5}");
        api.post(scratch.path("configmaps"), "{metadata: {labels: {a: b}}}")
                .fails(
                        422,
                        "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required");
    }

    @Test
    void whatIsMadeHasNoVersionYet() {
        Answer answer = api.post(scratch.path("configmaps"), "{metadata: {name: early, resourceVersion: '5'}}");

        answer.fails(500, "resourceVersion should not be set on objects to be created");
    }

    @Test
    void aBodyFitsItsPath() {
        api.post(scratch.path("configmaps"), "{metadata: {name: a, namespace: other}}")
                .fails(400, "the namespace of the provided object does not match the namespace sent on the request");
        api.post(scratch.path("configmaps"), "{apiVersion: v1, kind: Secret, metadata: {name: a}}")
                .must(400);
        scratch.configMap("named", "a");
        api.put(map("named"), "{metadata: {name: other}}")
                .fails(400, "the name of the object (other) does not match the name on the URL (named)");
        api.send("POST", scratch.path("configmaps"), "{", "application/json").must(400);
        api.send("POST", scratch.path("configmaps"), "a", "text/csv").must(415);
        api.send("PATCH", map("named"), "{}", "application/json").must(415);
    }

    @Test
    void aPutMakesNothing() {
        Answer answer = api.put(map("absent"), "{metadata: {name: absent}}");

        answer.fails(404, "configmaps \"absent\" not found");
    }

    @Test
    void anObjectExistsOnce() {
        scratch.configMap("once", "a");

        api.post(scratch.path("configmaps"), "{metadata: {name: once}, data: {key: a}}")
                .fails(409, "configmaps \"once\" already exists");
    }

    @Test
    void nothingIsMadeInANamespaceThatIsNotThere() {
        api.post("/api/v1/namespaces/nowhere/configmaps", "{metadata: {name: lost}}")
                .fails(404, "namespaces \"nowhere\" not found");
    }
}
