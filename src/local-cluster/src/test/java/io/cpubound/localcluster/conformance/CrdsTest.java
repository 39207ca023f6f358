package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@LocalCluster
class CrdsTest {

    private static final String CRDS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    private static final String GROUP = "conf.cpubound.io";

    private static final String SCHEMA =
            """
            type: object
            properties:
              spec:
                type: object
                properties:
                  size: {type: integer, default: 3, minimum: 0}
                  colour: {type: string, enum: [red, green], x-kubernetes-validations: [{rule: 'self == oldSelf', message: colour stays}]}
                  limit: {anyOf: [{type: integer}, {type: string}], x-kubernetes-int-or-string: true}
                  free: {type: object, x-kubernetes-preserve-unknown-fields: true}
                  parts:
                    type: array
                    x-kubernetes-list-type: map
                    x-kubernetes-list-map-keys: [name]
                    items: {type: object, required: [name], properties: {name: {type: string}, count: {type: integer, default: 1}}}
                  tags: {type: array, x-kubernetes-list-type: set, items: {type: string}}
              status: {type: object, properties: {size: {type: integer}}}
            """;

    private static final String GADGET =
            """
            - name: v1
              served: true
              storage: true
              subresources: {status: {}, scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.size}}
              additionalPrinterColumns:
              - {name: Size, type: integer, jsonPath: .spec.size}
              - {name: Colour, type: string, jsonPath: .spec.colour, priority: 1}
              selectableFields: [{jsonPath: .spec.colour}]
              schema:
                openAPIV3Schema:
            %1$s
            - name: v2
              served: true
              storage: false
              schema:
                openAPIV3Schema:
            %1$s
            - {name: v0, served: false, storage: false, deprecated: true, schema: {openAPIV3Schema: {type: object}}}
            """
                    .formatted(SCHEMA.indent(8));

    private static Api api;
    private static Scratch scratch;

    @BeforeAll
    static void start(KubernetesClient client) {
        api = Api.of(client);
        scratch = new Scratch(api, "conf-crds");
        define("gadgets", "Gadget", GADGET);
        define(
                "bares",
                "Bare",
                "- {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object,"
                        + " x-kubernetes-preserve-unknown-fields: true}}}");
    }

    @AfterAll
    static void stop() {
        scratch.close();
        api.delete(CRDS + "/gadgets." + GROUP);
        api.delete(CRDS + "/bares." + GROUP);
    }

    private static Answer create(String plural, String kind, String versions) {
        return api.post(
                CRDS,
                """
                metadata: {name: %1$s.%2$s}
                spec:
                  group: %2$s
                  scope: Namespaced
                  names: {plural: %1$s, singular: %3$s, kind: %4$s, listKind: %4$sList, shortNames: [%3$ss]}
                  versions:
                """
                                .formatted(plural, GROUP, kind.toLowerCase(java.util.Locale.ROOT), kind)
                        + versions.indent(2));
    }

    private static void define(String plural, String kind, String versions) {
        String path = CRDS + "/" + plural + "." + GROUP;
        api.delete(path);
        api.await(path, answer -> answer.code() == 404);
        create(plural, kind, versions).must(201);
        api.await(path, crd -> crd.body()
                .at("/status/conditions")
                .valueStream()
                .anyMatch(one -> one.path("type").asText().equals("Established")
                        && one.path("status").asText().equals("True")));
        api.await("/apis/" + GROUP + "/v1/namespaces/" + scratch.name() + "/" + plural, answer -> answer.code() == 200);
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
    void aDefinitionThatWasJustMadeHasNullConditions() {
        String path = CRDS + "/news." + GROUP;
        api.delete(path);
        api.await(path, answer -> answer.code() == 404);
        Answer made = create(
                        "news",
                        "New",
                        "- {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}")
                .must(201);
        api.delete(path);

        assertThat(made.body().at("/status").has("conditions")).isTrue();
        assertThat(made.body().at("/status/conditions").isNull()).isTrue();
        assertThat(made.at("status/acceptedNames/plural")).isEmpty();
        assertThat(made.at("status/storedVersions/0")).isEqualTo("v1");
    }

    @Test
    void anEstablishedDefinitionSaysWhatItAccepted() {
        Answer crd = api.get(CRDS + "/gadgets." + GROUP).must(200);

        assertThat(crd.at("status/acceptedNames/plural")).isEqualTo("gadgets");
        assertThat(crd.at("status/storedVersions/0")).isEqualTo("v1");
        assertThat(crd.body().at("/spec/conversion/strategy").asText()).isEqualTo("None");
    }

    @Test
    void aServedKindIsDiscovered() {
        Answer group = api.get("/apis/" + GROUP).must(200);
        Answer resources = api.get("/apis/" + GROUP + "/v1").must(200);

        assertThat(group.body().at("/versions").valueStream().map(one -> one.path("version")
                        .asText()))
                .containsExactlyInAnyOrder("v1", "v2");
        assertThat(group.at("preferredVersion/version")).isEqualTo("v2");
        assertThat(resources.body().at("/resources").valueStream().map(one -> one.path("name")
                        .asText()))
                .contains("gadgets", "gadgets/status", "gadgets/scale", "bares");
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

    @Test
    void aDefinitionThatMakesNoSenseIsRefused() {
        api.post(
                        CRDS,
                        "{metadata: {name: wrong.other.io}, spec: {group: conf.cpubound.io, scope: Namespaced,"
                                + " names: {plural: wrongs, kind: Wrong}, versions: [{name: v1, served: true, storage: true,"
                                + " schema: {openAPIV3Schema: {type: object}}}]}}")
                .fails(
                        422,
                        "CustomResourceDefinition.apiextensions.k8s.io \"wrong.other.io\" is invalid: metadata.name: Invalid"
                                + " value: \"wrong.other.io\": must be spec.names.plural+\".\"+spec.group");
        Answer rule = create(
                "ruleds",
                "Ruled",
                "- {name: v1, served: true, storage: true, schema: {openAPIV3Schema:"
                        + " {type: object, x-kubernetes-validations: [{rule: 'self.no == 1'}]}}}");
        assertThat(rule.must(422).message())
                .contains("x-kubernetes-validations[0].rule: Invalid value: ", "undefined field 'no'");
        Answer storage = create(
                "storeds",
                "Stored",
                "- {name: v1, served: true, storage: false, schema: {openAPIV3Schema:" + " {type: object}}}");
        assertThat(storage.must(422).message())
                .contains("spec.versions: Invalid value: ", "must have exactly one version marked as storage version");
    }

    @Test
    void aStoredVersionStaysInTheDefinition() {
        define(
                "movers",
                "Mover",
                "- {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}");
        String path = CRDS + "/movers." + GROUP;
        String open = "schema: {openAPIV3Schema: {type: object}}";
        Answer moved = api.merge(
                path,
                "{spec: {versions: [{name: v1, served: true, storage: false, %s}, {name: v2, served: true, storage: true, %s}]}}"
                        .formatted(open, open));
        Answer dropped =
                api.merge(path, "{spec: {versions: [{name: v2, served: true, storage: true, %s}]}}".formatted(open));

        moved.must(200);
        assertThat(api.await(
                                path,
                                crd -> crd.body().at("/status/storedVersions").size() == 2)
                        .at("status/storedVersions/1"))
                .isEqualTo("v2");
        dropped.fails(
                422,
                "CustomResourceDefinition.apiextensions.k8s.io \"movers.conf.cpubound.io\" is invalid:"
                        + " status.storedVersions[0]: Invalid value: \"v1\": missing from spec.versions; v1 was previously a"
                        + " storage version, and must remain in spec.versions until a storage migration ensures no data"
                        + " remains persisted in v1 and removes v1 from status.storedVersions");
        api.delete(path).must(200);
    }

    @Test
    void aDeletedDefinitionWaitsForItsObjects() {
        define(
                "leavers",
                "Leaver",
                "- {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}");
        String crd = CRDS + "/leavers." + GROUP;
        String objects = scratch.path(GROUP + "/v1", "leavers");
        String body = "{apiVersion: %s/v1, kind: Leaver, metadata: {name: %s, finalizers: [conf.io/a]}}";
        api.post(objects, body.formatted(GROUP, "one")).must(201);
        Answer marked = api.delete(crd).must(200);
        api.await(objects + "/one", one -> !one.at("metadata/deletionTimestamp").isEmpty());
        Answer late = api.post(objects, body.formatted(GROUP, "late"));
        Answer waiting = api.get(crd);
        api.merge(objects + "/one", "{metadata: {finalizers: null}}").must(200);
        api.await(crd, answer -> answer.code() == 404);

        assertThat(marked.at("metadata/finalizers/0")).isEqualTo("customresourcecleanup.apiextensions.k8s.io");
        late.fails(
                403,
                "leavers.conf.cpubound.io \"late\" is forbidden: create not allowed while custom resource definition is"
                        + " terminating");
        waiting.must(200);
        api.await(objects, answer -> answer.code() == 404);
    }
}
