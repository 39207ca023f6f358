package io.cpubound.localcluster.conformance;

import static io.cpubound.localcluster.conformance.Crds.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Objects of kinds that a definition adds. */
@LocalCluster
class CustomResourcesTest {

    private static Api api;
    private static Scratch scratch;
    private static Crds crds;

    @BeforeAll
    static void start(KubernetesClient client) {
        api = Api.of(client);
        scratch = new Scratch(api, "conf-custom");
        crds = new Crds(api, scratch);
        crds.define("gadgets", "Gadget", Crds.GADGET);
        crds.define("bares", "Bare", Crds.BARE);
    }

    @AfterAll
    static void stop() {
        scratch.close();
        crds.close();
    }

    private static String gadgets(String rest) {
        return scratch.path(GROUP + "/v1", "gadgets" + rest);
    }

    private static Answer gadget(String name, String spec) {
        return api.post(
                gadgets(""),
                "{apiVersion: %s/v1, kind: Gadget, metadata: {name: %s}, spec: %s}".formatted(GROUP, name, spec));
    }

    @Test
    void unknownFieldsAreDroppedAndDefaultsComeIn() {
        Answer made = gadget(
                "pruned",
                "{parts: [{name: a, colour: no-such}], free: {any: 1}, limit: 10%, unknown: 1}"
                        .replace("10%", "'10%'"));

        made.must(201);
        assertThat(made.at("spec/size")).isEqualTo("3");
        assertThat(made.at("spec/parts/0/count")).isEqualTo("1");
        assertThat(made.at("spec/free/any")).isEqualTo("1");
        assertThat(made.at("spec/limit")).isEqualTo("10%");
        assertThat(made.body().at("/spec/unknown").isMissingNode()).isTrue();
        assertThat(made.body().at("/spec/parts/0/colour").isMissingNode()).isTrue();
    }

    @Test
    void whatDoesNotFitIsRefusedInTheRealWords() {
        gadget("bad", "{size: -1}")
                .fails(
                        422,
                        "Gadget.conf.cpubound.io \"bad\" is invalid: [spec.size: Invalid value: -1: spec.size in body"
                                + " should be greater than or equal to 0, .spec.size: Invalid value: -1: should be a"
                                + " non-negative integer]");
        gadget("bad", "{colour: blue}")
                .fails(
                        422,
                        "Gadget.conf.cpubound.io \"bad\" is invalid: [spec.colour: Unsupported value: \"blue\": supported"
                                + " values: \"red\", \"green\", <nil>: Invalid value: null: some validation rules were not"
                                + " checked because the object was invalid; correct the existing errors to complete"
                                + " validation]");
        gadget("bad", "{size: big}")
                .fails(
                        422,
                        "Gadget.conf.cpubound.io \"bad\" is invalid: [spec.size: Invalid value: \"string\": spec.size in"
                                + " body must be of type integer: \"string\", .spec.size: Invalid value: 0: .spec.size"
                                + " accessor error: big is of the type string, expected int64, <nil>: Invalid value: null:"
                                + " some validation rules were not checked because the object was invalid; correct the"
                                + " existing errors to complete validation]");
    }

    @Test
    void aRuleMayCompareWithWhatWasBefore() {
        gadget("ruled", "{colour: red}").must(201);
        Answer changed = api.merge(gadgets("/ruled"), "{spec: {colour: green}}");

        changed.fails(
                422,
                "Gadget.conf.cpubound.io \"ruled\" is invalid: spec.colour: Invalid value: \"green\": colour stays");
        api.merge(gadgets("/ruled"), "{spec: {size: 5}}").must(200);
    }

    @Test
    void listsKeepTheirKeysApart() {
        gadget("doubled", "{parts: [{name: a}, {name: a}]}")
                .fails(
                        422,
                        "Gadget.conf.cpubound.io \"doubled\" is invalid: spec.parts[1]: Duplicate value: {\"name\":\"a\"}");
        gadget("doubled", "{tags: [x, x]}").must(422);
    }

    @Test
    void appliersShareAListByItsKeys() {
        apply("one", "{parts: [{name: a}]}").must(201);
        Answer both = apply("two", "{parts: [{name: b}]}").must(200);
        Answer left = apply("one", "{parts: []}").must(200);

        assertThat(both.body().at("/spec/parts")).hasSize(2);
        assertThat(left.body().at("/spec/parts")).hasSize(1);
        assertThat(left.at("spec/parts/0/name")).isEqualTo("b");
    }

    private static Answer apply(String manager, String spec) {
        return api.send(
                "PATCH",
                gadgets("/shared?fieldManager=" + manager),
                "{apiVersion: %s/v1, kind: Gadget, metadata: {name: shared}, spec: %s}".formatted(GROUP, spec),
                Api.APPLY);
    }

    @Test
    void theStatusIsApartWhereTheKindSaysSo() {
        Answer made = api.post(
                gadgets(""),
                "{apiVersion: %s/v1, kind: Gadget, metadata: {name: parted}, spec: {}, status: {size: 7}}"
                        .formatted(GROUP));
        Answer status = api.merge(gadgets("/parted/status"), "{spec: {size: 9}, status: {size: 8}}");
        Answer labelled = api.merge(gadgets("/parted"), "{metadata: {labels: {a: b}}, status: {size: 1}}");
        Answer changed = api.merge(gadgets("/parted"), "{spec: {size: 9}}");

        assertThat(made.must(201).body().has("status")).isFalse();
        assertThat(status.must(200).at("status/size")).isEqualTo("8");
        assertThat(status.at("spec/size")).isEqualTo("3");
        assertThat(status.at("metadata/generation")).isEqualTo("1");
        assertThat(labelled.at("metadata/generation")).isEqualTo("1");
        assertThat(labelled.at("status/size")).isEqualTo("8");
        assertThat(changed.at("metadata/generation")).isEqualTo("2");
    }

    @Test
    void withoutAStatusOfItsOwnEveryFieldIsTheSpecification() {
        String path = scratch.path(GROUP + "/v1", "bares");
        api.post(path, "{apiVersion: %s/v1, kind: Bare, metadata: {name: one}, any: 1}".formatted(GROUP))
                .must(201);
        Answer changed = api.merge(path + "/one", "{status: {size: 1}}").must(200);

        assertThat(changed.at("metadata/generation")).isEqualTo("2");
        assertThat(changed.at("status/size")).isEqualTo("1");
        api.get(path + "/one/status").must(404);
        api.get(path + "/one/scale").must(404);
    }

    @Test
    void aCustomResourceCanBeScaled() {
        gadget("scaled", "{size: 2}").must(201);
        Answer scale = api.get(gadgets("/scaled/scale")).must(200);
        Answer written =
                api.merge(gadgets("/scaled/scale"), "{spec: {replicas: 4}}").must(200);

        assertThat(scale.at("spec/replicas")).isEqualTo("2");
        assertThat(written.at("spec/replicas")).isEqualTo("4");
        assertThat(api.get(gadgets("/scaled")).at("spec/size")).isEqualTo("4");
    }

    @Test
    void aPutNamesTheVersionThatItReplaces() {
        ObjectNode made = (ObjectNode) gadget("put", "{}").must(201).body();
        made.withObject("/metadata").remove("resourceVersion");

        api.put(gadgets("/put"), made)
                .fails(
                        422,
                        "gadgets.conf.cpubound.io \"put\" is invalid: metadata.resourceVersion: Invalid value: 0: must be"
                                + " specified for an update");
    }

    @Test
    void everyServedVersionShowsTheSameObject() {
        gadget("versions", "{size: 6}").must(201);
        Answer other = api.get(scratch.path(GROUP + "/v2", "gadgets/versions")).must(200);

        assertThat(other.at("apiVersion")).isEqualTo(GROUP + "/v2");
        assertThat(other.at("spec/size")).isEqualTo("6");
        assertThat(other.version()).isEqualTo(api.get(gadgets("/versions")).version());
        api.get(scratch.path(GROUP + "/v0", "gadgets")).must(404);
    }

    @Test
    void columnsAndSelectableFieldsAreTheDefinitions() {
        gadget("seen", "{colour: green, size: 1}").must(201);
        Answer table = api.get(
                gadgets("?fieldSelector=spec.colour=green"), "Accept", "application/json;as=Table;v=v1;g=meta.k8s.io");

        assertThat(table.body()
                        .at("/columnDefinitions")
                        .valueStream()
                        .map(one ->
                                one.path("name").asText() + one.path("priority").asText()))
                .containsExactly("Name0", "Size0", "Colour1");
        assertThat(table.at("rows/0/cells/1")).isEqualTo("1");
        assertThat(table.at("rows/0/cells/2")).isEqualTo("green");
    }
}
