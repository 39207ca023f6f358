package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Strategic merge patches and JSON patches; merge patches are all over the other classes. */
@LocalCluster
class PatchesTest {

    private static Api api;
    private static Scratch scratch;

    @BeforeAll
    static void start(KubernetesClient client) {
        api = Api.of(client);
        scratch = new Scratch(api, "conf-patches");
    }

    @AfterAll
    static void stop() {
        scratch.close();
    }

    @Test
    void aStrategicPatchFollowsItsDirectives() {
        String path = scratch.path("apps/v1", "deployments");
        api.post(path, WritesTest.deployment("strategic")).must(201);
        String one = path + "/strategic";

        Answer added = api.patch(
                        one,
                        Api.STRATEGIC,
                        "{spec: {template: {spec: {$setElementOrder/containers: [{name: d}, {name: c}], containers:"
                                + " [{name: d, image: j}]}}, strategy: {$retainKeys: [type], type: Recreate}}}")
                .must(200);
        Answer deleted = api.patch(
                        one, Api.STRATEGIC, "{spec: {template: {spec: {containers: [{name: c, $patch: delete}]}}}}")
                .must(200);
        Answer refused = api.patch(one, Api.STRATEGIC, "{spec: {template: {spec: {containers: [{image: c}]}}}}");

        assertThat(added.body().at("/spec/template/spec/containers").findValuesAsText("name"))
                .containsExactly("d", "c");
        assertThat(added.body().at("/spec/strategy")).isEqualTo(Api.yaml("{type: Recreate}"));
        assertThat(deleted.body().at("/spec/template/spec/containers").findValuesAsText("name"))
                .containsExactly("d");
        assertThat(refused.message()).isEqualTo("map: map[image:c] does not contain declared merge key: name");
        api.delete(one);
    }

    @Test
    void aJsonPatchIsAllOrNothing() {
        String map = scratch.path("configmaps/json");
        api.post(scratch.path("configmaps"), "{metadata: {name: json}, data: {a: '1'}}")
                .must(201);

        Answer failed = api.patch(
                map,
                Api.JSON_PATCH,
                "[{op: replace, path: /data/a, value: '2'}, {op: test, path: /data/a, value: '3'}]");
        Answer done = api.patch(
                map, Api.JSON_PATCH, "[{op: test, path: /data/a, value: '1'}, {op: add, path: /data/b, value: '2'}]");

        failed.must(422);
        assertThat(done.must(200).body().path("data")).isEqualTo(Api.yaml("{a: '1', b: '2'}"));
    }
}
