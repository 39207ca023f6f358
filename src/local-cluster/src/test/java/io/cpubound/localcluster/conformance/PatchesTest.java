package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
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

    @Test
    void aJsonPatchReadsPathsAsTheLibraryOfTheRealOneDoes() {
        api.post(
                        scratch.path("services"),
                        "{metadata: {name: paths}, spec: {ports: [{name: a, port: 1}, {name: b, port: 2}]}}")
                .must(201);

        assertThat(ports("[{op: remove, path: /spec/ports/-1}]")).containsExactly("1");
        assertThat(ports("[{op: replace, path: /spec/ports/-1/port, value: 5}]"))
                .containsExactly("1", "5");
        assertThat(ports("[{op: add, path: /spec/ports/-1, value: {name: c, port: 9}}]"))
                .containsExactly("1", "2", "9");
        assertThat(ports("[{op: remove, path: /spec/ports/01}]")).containsExactly("1");
        assertThat(ports("[{op: copy, from: /spec/nothing, path: /metadata/labels}]"))
                .containsExactly("1", "2");
        assertThat(ports("[{op: test, path: /metadata/labels, value: null}]")).containsExactly("1", "2");
        for (String refused : List.of(
                "{op: remove, path: /spec/ports/-3}",
                "{op: add, path: /spec/ports/3, value: {name: c, port: 9}}",
                "{op: add, path: /spec/ports/x, value: {name: c, port: 9}}",
                "{op: remove, path: /spec/ports/-}",
                "{op: move, from: /spec/selector, path: /spec/selector/in}",
                "{op: test, path: /spec/ports/7, value: null}",
                "{op: test, path: /spec/nothing/7, value: null}",
                "{op: add, path: /metadata/labels/a, value: b}",
                "{op: remove, path: /metadata/labels}",
                "{op: add, path: /spec/ports}",
                "{op: dance, path: /spec}",
                "{op: add, path: spec, value: 1}")) {
            patch("[" + refused + "]").must(422);
        }
    }

    private static Answer patch(String operations) {
        return api.patch(scratch.path("services/paths?dryRun=All"), Api.JSON_PATCH, operations);
    }

    private static List<String> ports(String operations) {
        return patch(operations).must(200).body().at("/spec/ports").findValuesAsText("port");
    }
}
