package io.cpubound.localcluster.apply;

import static io.cpubound.localcluster.Recordings.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.Recordings;
import io.cpubound.localcluster.apply.ServerSideApply.Conflict;
import io.cpubound.localcluster.apply.ServerSideApply.ConflictException;
import io.cpubound.localcluster.apply.ServerSideApply.Manager;
import io.cpubound.localcluster.schema.ResourceSchemas;
import io.cpubound.localcluster.schema.TypeNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ServerSideApplyTest {

    private static final TypeNode DEPLOYMENT =
            ResourceSchemas.builtIn("apps", "v1", "Deployment").type();
    private static final TypeNode SERVICE =
            ResourceSchemas.builtIn("", "v1", "Service").type();
    private static final TypeNode CONFIG_MAP =
            ResourceSchemas.builtIn("", "v1", "ConfigMap").type();
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private static Manager by(String name, String apiVersion) {
        return new Manager(name, apiVersion, "", NOON);
    }

    private static ObjectNode deployment(String spec) {
        return object("{'apiVersion':'apps/v1','kind':'Deployment','metadata':{'name':'d','namespace':'n'},'spec':"
                + spec + "}");
    }

    private static ObjectNode configMap(String data) {
        return object(
                "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c','namespace':'n'},'data':" + data + "}");
    }

    private static ObjectNode apply(TypeNode type, @Nullable ObjectNode live, ObjectNode applied, String manager)
            throws ConflictException {
        return ServerSideApply.apply(
                type, live, applied, by(manager, applied.path("apiVersion").asText()), false);
    }

    private static JsonNode fieldsOf(JsonNode object, String manager) {
        return object.path("metadata")
                .path("managedFields")
                .valueStream()
                .filter(entry -> entry.path("manager").asText().equals(manager))
                .findFirst()
                .map(entry -> entry.path("fieldsV1"))
                .orElse(com.fasterxml.jackson.databind.node.MissingNode.getInstance());
    }

    @Test
    void anAppliedObjectCarriesItsManager() throws ConflictException {
        ObjectNode created = apply(DEPLOYMENT, null, deployment("{'replicas':2}"), "a");

        assertThat(created.path("metadata").path("managedFields"))
                .isEqualTo(
                        Recordings.json(
                                "[{'manager':'a','operation':'Apply','apiVersion':'apps/v1',"
                                        + "'time':'2026-11-24T12:00:00Z','fieldsType':'FieldsV1','fieldsV1':{'f:spec':{'f:replicas':{}}}}]"));
    }

    @Test
    void aConflictNamesTheFieldAndItsOwner() {
        ObjectNode live = ServerSideApply.update(DEPLOYMENT, null, deployment("{'replicas':2}"), by("x", "apps/v1"));

        ConflictException conflict = catchThrowableOfType(
                ConflictException.class, () -> apply(DEPLOYMENT, live, deployment("{'replicas':3}"), "a"));

        assertThat(conflict)
                .hasMessage("Apply failed with 1 conflict: conflict with \"x\" using apps/v1: .spec.replicas");
        assertThat(conflict.conflicts())
                .containsExactly(new Conflict(".spec.replicas", "conflict with \"x\" using apps/v1"));
    }

    @Test
    void severalConflictsAreGroupedByOwner() throws ConflictException {
        ObjectNode one = apply(CONFIG_MAP, null, configMap("{'a':'1'}"), "x");
        ObjectNode live = apply(CONFIG_MAP, one, configMap("{'b':'1','c':'1'}"), "y");

        ConflictException conflict = catchThrowableOfType(
                ConflictException.class, () -> apply(CONFIG_MAP, live, configMap("{'a':'2','b':'2','c':'2'}"), "z"));

        assertThat(conflict)
                .hasMessage("Apply failed with 3 conflicts: conflicts with \"x\":\n- .data.a\nconflicts with \"y\":\n"
                        + "- .data.b\n- .data.c");
    }

    @Test
    void forceTakesTheFieldAway() throws ConflictException {
        ObjectNode live = apply(DEPLOYMENT, null, deployment("{'replicas':2}"), "x");

        ObjectNode forced =
                ServerSideApply.apply(DEPLOYMENT, live, deployment("{'replicas':3}"), by("a", "apps/v1"), true);

        assertThat(forced.at("/spec/replicas").asInt()).isEqualTo(3);
        assertThat(forced.path("metadata").path("managedFields")).hasSize(1);
    }

    @Test
    void theSameValueIsSharedAndStaysUntilTheLastOwnerLetsGo() throws ConflictException {
        ObjectNode first = apply(CONFIG_MAP, null, configMap("{'a':'1'}"), "x");
        ObjectNode shared = apply(CONFIG_MAP, first, configMap("{'a':'1'}"), "y");
        ObjectNode left = apply(CONFIG_MAP, shared, configMap("{}"), "x");
        ObjectNode gone = apply(CONFIG_MAP, left, configMap("{}"), "y");

        assertThat(left.at("/data/a").asText()).isEqualTo("1");
        assertThat(gone.at("/data/a").isMissingNode()).isTrue();
    }

    @Test
    void whatIsNoLongerAppliedIsRemovedAndWhatOthersSetStays() throws ConflictException {
        ObjectNode created = apply(CONFIG_MAP, null, configMap("{'a':'1','b':'1'}"), "x");
        ObjectNode withOther = created.deepCopy();
        withOther.withObject("/data").put("c", "1");
        ObjectNode live = ServerSideApply.update(CONFIG_MAP, created, withOther, by("m", "v1"));

        ObjectNode result = apply(CONFIG_MAP, live, configMap("{'b':'1'}"), "x");

        assertThat(result.path("data")).isEqualTo(object("{'b':'1','c':'1'}"));
    }

    @Test
    void applyingAgainChangesNothingNotEvenTheTime() throws ConflictException {
        ObjectNode live = apply(DEPLOYMENT, null, deployment("{'replicas':2}"), "a");

        ObjectNode again = ServerSideApply.apply(
                DEPLOYMENT,
                live,
                deployment("{'replicas':2}"),
                new Manager("a", "apps/v1", "", NOON.plusSeconds(60)),
                false);

        assertThat(again).isEqualTo(live);
    }

    @Test
    void aDefaultedKeyTakesPart() throws ConflictException {
        ObjectNode live = apply(SERVICE, null, service("[{'port':80,'protocol':'TCP','name':'a'}]"), "x");

        ObjectNode result = apply(SERVICE, live, service("[{'port':80,'targetPort':8080}]"), "y");

        assertThat(result.at("/spec/ports")).hasSize(1);
        assertThat(fieldsOf(result, "y")
                        .at("/f:spec/f:ports/k:{\"port\":80,\"protocol\":\"TCP\"}")
                        .has("f:targetPort"))
                .isTrue();
    }

    private static ObjectNode service(String ports) {
        return object("{'apiVersion':'v1','kind':'Service','metadata':{'name':'s'},'spec':{'ports':" + ports + "}}");
    }

    @Test
    void anObjectFromBeforeTheFirstApplyBelongsToSomebody() {
        ObjectNode untracked = configMap("{'a':'1'}");
        untracked.withObject("/metadata").put("uid", "u");

        ConflictException conflict = catchThrowableOfType(
                ConflictException.class, () -> apply(CONFIG_MAP, untracked, configMap("{'a':'2'}"), "x"));

        assertThat(conflict)
                .hasMessage("Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.a");
    }

    @Test
    void kubectlMovesFromClientSideToServerSideApply() throws ConflictException {
        ObjectNode clientSide = configMap("{'a':'1'}");
        clientSide
                .withObject("/metadata/annotations")
                .put(
                        "kubectl.kubernetes.io/last-applied-configuration",
                        "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\"name\":\"c\",\"namespace\":\"n\"},"
                                + "\"data\":{\"a\":\"1\"}}");
        ObjectNode live = ServerSideApply.update(CONFIG_MAP, null, clientSide, by("kubectl-client-side-apply", "v1"));

        ObjectNode result = apply(CONFIG_MAP, live, configMap("{'a':'<2>'}"), "kubectl");

        assertThat(result.at("/data/a").asText()).isEqualTo("<2>");
        assertThat(result.path("metadata")
                        .path("annotations")
                        .path("kubectl.kubernetes.io/last-applied-configuration")
                        .asText())
                .isEqualTo("{\"apiVersion\":\"v1\",\"data\":{\"a\":\"\\u003c2\\u003e\"},\"kind\":\"ConfigMap\","
                        + "\"metadata\":{\"name\":\"c\",\"namespace\":\"n\"}}\n");
    }

    @Test
    void onlySoManyUpdatersAreKept() {
        ObjectNode live = ServerSideApply.update(CONFIG_MAP, null, configMap("{'k':'0'}"), by("m", "v1"));
        for (int i = 0; i < 12; i++) {
            ObjectNode next = live.deepCopy();
            next.withObject("/data").put("k" + i, "1");
            live = ServerSideApply.update(CONFIG_MAP, live, next, new Manager("m" + i, "v1", "", NOON.plusSeconds(i)));
        }

        assertThat(live.path("metadata").path("managedFields")).hasSize(10);
        assertThat(fieldsOf(live, "ancient-changes").path("f:data").has("f:k0")).isTrue();
    }

    @Test
    void anEmptyListOfManagersResetsThem() {
        ObjectNode live = ServerSideApply.update(CONFIG_MAP, null, configMap("{'a':'1'}"), by("m", "v1"));
        live.withObject("/metadata").put("uid", "u");
        ObjectNode reset = live.deepCopy();
        reset.withObject("/metadata").putArray("managedFields");

        ObjectNode result = ServerSideApply.update(CONFIG_MAP, live, reset, by("m", "v1"));

        assertThat(result.path("metadata").has("managedFields")).isFalse();
    }

    @Test
    void theStatusBelongsToItsSubresource() {
        ObjectNode live = ServerSideApply.update(DEPLOYMENT, null, deployment("{'replicas':1}"), by("m", "apps/v1"));
        live.putObject("status");
        ObjectNode after = live.deepCopy();
        after.withObject("/spec").put("replicas", 5);
        after.withObject("/status").put("replicas", 1);

        ObjectNode result =
                ServerSideApply.update(DEPLOYMENT, live, after, new Manager("controller", "apps/v1", "status", NOON));

        assertThat(fieldsOf(result, "controller")).isEqualTo(object("{'f:status':{'f:replicas':{}}}"));
    }

    @Test
    void whatDoesNotFitTheTypeIsRefused() {
        PatchException unknown =
                catchThrowableOfType(PatchException.class, () -> apply(DEPLOYMENT, null, deployment("{'foo':1}"), "a"));
        ObjectNode withManagers = deployment("{}");
        withManagers.withObject("/metadata").putArray("managedFields");
        PatchException managed =
                catchThrowableOfType(PatchException.class, () -> apply(DEPLOYMENT, null, withManagers, "a"));

        assertThat(unknown)
                .hasMessage("failed to create typed patch object (n/d; apps/v1, Kind=Deployment): .spec.foo: field not"
                        + " declared in schema");
        assertThat(managed).hasMessage("metadata.managedFields must be nil");
    }
}
