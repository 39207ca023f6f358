package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The kind that this project is about, as its CRD has it. */
@LocalCluster
class CpuBoundAppTest {

    private static Api api;
    private static Scratch scratch;

    @BeforeAll
    static void start(KubernetesClient client) {
        api = Api.of(client);
        scratch = new Scratch(api, "conf-app");
    }

    @AfterAll
    static void stop() {
        scratch.close();
    }

    private static Answer make(String name, int replicas) {
        return api.post(
                scratch.path("cpubound.io/v1", "cpuboundapps"),
                ("{apiVersion: cpubound.io/v1, kind: CpuBoundApp, metadata: {name: %s},"
                                + " spec: {image: 'cpubound/backend:1.0.0', replicas: %d}}")
                        .formatted(name, replicas));
    }

    @BeforeEach
    void define() throws IOException {
        String crd =
                Files.readString(Path.of(System.getProperty("project.root"), "crds/cpuboundapps.cpubound.io.yaml"));
        if (api.get(Crds.PATH + "/cpuboundapps.cpubound.io").code() == 404) {
            api.post(Crds.PATH, crd).must(201);
        }
        api.await(scratch.path("cpubound.io/v1", "cpuboundapps"), answer -> answer.code() == 200);
    }

    /** An autoscaler knows of no partition: each of its writes is a whole object for the rules. */
    @Test
    void aPartitionIsBoundedWhereItIsSetAndNotWhereItIsScaled() {
        String app = scratch.path("cpubound.io/v1", "cpuboundapps") + "/canary";
        String rule =
                "CpuBoundApp.cpubound.io \"canary\" is invalid: spec: Invalid value: rollout.partition must be at most"
                        + " replicas, since there is no slot past them: lower it";
        make("canary", 5).must(201);
        api.merge(app, "{spec: {rollout: {partition: 6}}}").fails(422, rule);
        api.merge(app, "{spec: {rollout: {partition: 4}}}").must(200);

        assertThat(api.merge(app + "/scale", "{spec: {replicas: 3}}").must(200).at("spec/replicas"))
                .isEqualTo("3");
        api.merge(app, "{spec: {image: 'cpubound/backend:1.1.0'}}").must(200);
        api.merge(app, "{spec: {rollout: {partition: 5}}}").fails(422, rule);
        api.merge(app, "{spec: {rollout: {partition: 3}}}").must(200);
    }

    @Test
    void itIsDefaultedAndChecked() {
        assertThat(make("defaulted", 3).must(201).at("spec/port")).isEqualTo("8080");
        make("refused", -1)
                .fails(
                        422,
                        "CpuBoundApp.cpubound.io \"refused\" is invalid: [spec.replicas: Invalid value: -1:"
                                + " spec.replicas in body should be greater than or equal to 0, .spec.replicas: Invalid value:"
                                + " -1: should be a non-negative integer, spec: Invalid value: rollout.partition must be at"
                                + " most replicas, since there is no slot past them: lower it]");
    }
}
