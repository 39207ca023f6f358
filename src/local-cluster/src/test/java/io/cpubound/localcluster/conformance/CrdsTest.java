package io.cpubound.localcluster.conformance;

import static io.cpubound.localcluster.conformance.Crds.GROUP;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Definitions: what is served, what is refused, how one ends. */
@LocalCluster
class CrdsTest {

    private static Api api;
    private static Scratch scratch;
    private static Crds crds;

    @BeforeAll
    static void start(KubernetesClient client) {
        api = Api.of(client);
        scratch = new Scratch(api, "conf-crds");
        crds = new Crds(api, scratch);
        crds.define("gadgets", "Gadget", Crds.GADGET);
        crds.define("bares", "Bare", Crds.BARE);
    }

    @AfterAll
    static void stop() {
        scratch.close();
        crds.close();
    }

    @Test
    void aDefinitionThatWasJustMadeHasNullConditions() {
        String path = Crds.path("news");
        api.delete(path);
        api.await(path, answer -> answer.code() == 404);
        Answer made = crds.create(
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
        Answer crd = api.get(Crds.path("gadgets")).must(200);

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
    void aDefinitionThatMakesNoSenseIsRefused() {
        api.post(
                        Crds.PATH,
                        "{metadata: {name: wrong.other.io}, spec: {group: conf.cpubound.io, scope: Namespaced,"
                                + " names: {plural: wrongs, kind: Wrong}, versions: [{name: v1, served: true, storage: true,"
                                + " schema: {openAPIV3Schema: {type: object}}}]}}")
                .fails(
                        422,
                        "CustomResourceDefinition.apiextensions.k8s.io \"wrong.other.io\" is invalid: metadata.name: Invalid"
                                + " value: \"wrong.other.io\": must be spec.names.plural+\".\"+spec.group");
        Answer rule = crds.create(
                "ruleds",
                "Ruled",
                "- {name: v1, served: true, storage: true, schema: {openAPIV3Schema:"
                        + " {type: object, x-kubernetes-validations: [{rule: 'self.no == 1'}]}}}");
        assertThat(rule.must(422).message())
                .contains("x-kubernetes-validations[0].rule: Invalid value: ", "undefined field 'no'");
        Answer storage = crds.create(
                "storeds",
                "Stored",
                "- {name: v1, served: true, storage: false, schema: {openAPIV3Schema:" + " {type: object}}}");
        assertThat(storage.must(422).message())
                .contains("spec.versions: Invalid value: ", "must have exactly one version marked as storage version");
    }

    @Test
    void aRuleOfWhichTheOldValueIsOptionalIsAskedOfANewObjectToo() {
        String version =
                "- {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec:"
                        + " {type: object, properties: {a: {type: integer}, b: {type: integer}}, x-kubernetes-validations: [{rule:"
                        + " '%s', message: not over, optionalOldSelf: true}]}}}}}";

        Answer plain =
                crds.create("optionals", "Optional", version.formatted("self.a <= self.b || oldSelf.a == self.a"));
        Answer unused = crds.create("optionals", "Optional", version.formatted("self.a <= self.b"));
        crds.define(
                "optionals",
                "Optional",
                version.formatted("self.a <= self.b || oldSelf.optMap(o, o.a == self.a).orValue(false)"));
        String path = scratch.path(GROUP + "/v1", "optionals");
        String one = "{apiVersion: " + GROUP + "/v1, kind: Optional, metadata: {name: one}, spec: {a: %d, b: %d}}";

        assertThat(plain.must(422).message())
                .contains(".rule: Invalid value: ", "optional_type(", "compilation failed");
        assertThat(unused.must(422).message())
                .contains(
                        "x-kubernetes-validations[0].optionalOldSelf: Invalid value: true: may not be set if oldSelf is not used"
                                + " in rule");
        api.post(path, one.formatted(2, 1))
                .fails(422, "Optional." + GROUP + " \"one\" is invalid: spec: Invalid value: not over");
        api.post(path, one.formatted(2, 2)).must(201);
        api.merge(path + "/one", "{spec: {b: 1}}").must(200);
        api.merge(path + "/one", "{spec: {a: 3}}")
                .fails(422, "Optional." + GROUP + " \"one\" is invalid: spec: Invalid value: not over");
    }

    @Test
    void aRuleThatMayCostTooMuchIsRefused() {
        String version =
                "- {name: %s, served: true, storage: %s, schema: {openAPIV3Schema: {type: object, properties: {spec:"
                        + " {type: object, x-kubernetes-validations: [{rule: 'self.l.all(a, self.l.exists_one(b, a == b))'}],"
                        + " properties: {l: {type: array, %s items: {type: string, maxLength: 10}}}}}}}}\n";
        String rule = "properties[spec].x-kubernetes-validations[0].rule: Forbidden: ";
        String cost =
                " exceeds budget by factor of %s (try simplifying the rule, or adding maxItems, maxProperties, and"
                        + " maxLength where arrays, maps, and strings are declared)";

        Answer unbounded = crds.create("costlies", "Costly", version.formatted("v1", true, ""));
        Answer bounded = crds.create("costlies", "Costly", version.formatted("v1", true, "maxItems: 1200,"));
        Answer second = crds.create(
                "costlies",
                "Costly",
                version.formatted("v1", true, "maxItems: 100,") + version.formatted("v2", false, "maxItems: 1200,"));
        crds.define("costlies", "Costly", version.formatted("v1", true, "maxItems: 100,"));

        assertThat(unbounded.must(422).message())
                .contains(
                        "spec.validation.openAPIV3Schema." + rule + "estimated rule cost"
                                + cost.formatted("more than 100x"),
                        rule
                                + "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema",
                        "spec.validation.openAPIV3Schema: Forbidden: x-kubernetes-validations estimated rule cost total for"
                                + " entire OpenAPIv3 schema" + cost.formatted("more than 100x"));
        bounded.fails(
                422,
                "CustomResourceDefinition.apiextensions.k8s.io \"costlies.conf.cpubound.io\" is invalid:"
                        + " spec.validation.openAPIV3Schema." + rule + "estimated rule cost"
                        + cost.formatted("1.152840x"));
        assertThat(second.must(422).message())
                .contains("spec.versions[1].schema.openAPIV3Schema." + rule + "estimated rule cost")
                .doesNotContain("spec.versions[0]");
    }

    @Test
    void aStoredVersionStaysInTheDefinition() {
        crds.define(
                "movers",
                "Mover",
                "- {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}");
        String path = Crds.path("movers");
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
        crds.define(
                "leavers",
                "Leaver",
                "- {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}");
        String crd = Crds.path("leavers");
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
