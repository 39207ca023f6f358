package io.cpubound.localcluster.api;

import static io.cpubound.localcluster.Recordings.json;
import static io.cpubound.localcluster.Recordings.object;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpResponse;
import java.net.URI;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What any API server makes of applies and patches; {@code -Dcluster=current} asks the one that KUBECONFIG names. */
class ApplyConformanceTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String NAMESPACE = "apply-conformance";
    private static final String MAPS = "/api/v1/namespaces/" + NAMESPACE + "/configmaps";
    private static final String SERVICES = "/api/v1/namespaces/" + NAMESPACE + "/services";
    private static final String DEPLOYMENTS = "/apis/apps/v1/namespaces/" + NAMESPACE + "/deployments";
    private static final String APPLY = "application/apply-patch+yaml";
    private static final String MERGE = "application/merge-patch+json";
    private static final String STRATEGIC = "application/strategic-merge-patch+json";

    private static ApiServer server;
    private static KubernetesClient client;

    @BeforeAll
    static void start() throws Exception {
        if ("current".equals(System.getProperty("cluster"))) {
            client = client(Config.autoConfigure(null));
        } else {
            server = ApiServer.start(new ApiServerOptions(Files.createTempDirectory("api"), 0));
            client = client(Config.fromKubeconfig(server.adminKubeconfig()));
        }
        send("POST", "/api/v1/namespaces", "application/json", "{'metadata':{'name':'" + NAMESPACE + "'}}");
    }

    /** Takes a 500 for an answer: the real server gives one for a configuration that does not fit its type. */
    private static KubernetesClient client(Config config) {
        config.setRequestRetryBackoffLimit(0);
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @AfterAll
    static void stop() {
        client.namespaces().withName(NAMESPACE).delete();
        client.close();
        if (server != null) {
            server.close();
        }
    }

    /** An answer: an object, or a Status with its code. */
    private static JsonNode send(String method, String path, String type, String body) throws Exception {
        HttpClient http = client.getHttpClient();
        HttpResponse<String> response = http.sendAsync(
                        http.newHttpRequestBuilder()
                                .uri(URI.create(client.getMasterUrl() + path.substring(1)))
                                .method(
                                        method,
                                        type,
                                        body.startsWith("{'") || body.startsWith("[{'")
                                                ? body.replace('\'', '"')
                                                : body)
                                .build(),
                        String.class)
                .get(30, TimeUnit.SECONDS);
        return JSON.readTree(response.bodyString());
    }

    /** Applies some fields, with type and name added where they are not given. */
    private static JsonNode apply(String path, String manager, String fields) throws Exception {
        boolean map = path.startsWith(MAPS);
        String kind = map ? "ConfigMap" : path.startsWith(SERVICES) ? "Service" : "Deployment";
        ObjectNode body = object("{'apiVersion':'" + (kind.equals("Deployment") ? "apps/v1" : "v1") + "','kind':'"
                + kind + "'," + fields + "}");
        ObjectNode metadata = body.withObject("/metadata");
        if (!metadata.has("name")) {
            metadata.put(
                    "name",
                    path.replaceFirst("[?].*", "")
                            .replaceFirst(".*/(configmaps|services|deployments)/([^/]*).*", "$2"));
        }
        String query = (path.contains("?") ? "&" : "?") + "fieldManager=" + manager;
        return send("PATCH", path + query, APPLY, body.toString());
    }

    private static JsonNode get(String path) throws Exception {
        HttpClient http = client.getHttpClient();
        return JSON.readTree(http.sendAsync(
                        http.newHttpRequestBuilder()
                                .uri(URI.create(client.getMasterUrl() + path.substring(1)))
                                .build(),
                        String.class)
                .get(30, TimeUnit.SECONDS)
                .bodyString());
    }

    /** {@code manager operation subresource} of every entry. */
    private static List<String> managers(JsonNode object) {
        return object.at("/metadata/managedFields")
                .valueStream()
                .map(entry -> entry.path("manager").asText() + " "
                        + entry.path("operation").asText() + " "
                        + entry.path("subresource").asText())
                .map(String::strip)
                .toList();
    }

    private static JsonNode fieldsOf(JsonNode object, String manager) {
        return object.at("/metadata/managedFields")
                .valueStream()
                .filter(entry -> entry.path("manager").asText().equals(manager))
                .findFirst()
                .orElseThrow()
                .path("fieldsV1");
    }

    @Test
    void whatIsAppliedIsOwnedExactly() throws Exception {
        JsonNode created = apply(MAPS + "/exact", "one", "'metadata':{'labels':{'a':'b'}},'data':{'k':'v'}");

        assertThat(fieldsOf(created, "one"))
                .isEqualTo(json("{'f:data':{'f:k':{}},'f:metadata':{'f:labels':{'f:a':{}}}}"));
        assertThat(created.at("/metadata/managedFields/0/time").asText())
                .isEqualTo(created.at("/metadata/creationTimestamp").asText());
    }

    @Test
    void createPutAndPatchAreUpdatesOfTheirManagers() throws Exception {
        send(
                "POST",
                MAPS + "?fieldManager=creator",
                "application/json",
                "{'metadata':{'name':'updates'},'data':{'a':'1'}}");
        send(
                "PUT",
                MAPS + "/updates?fieldManager=putter",
                "application/json",
                "{'metadata':{'name':'updates'},'data':{'a':'1','b':'1'}}");
        JsonNode patched = send("PATCH", MAPS + "/updates?fieldManager=patcher", MERGE, "{'data':{'a':'2','c':'1'}}");

        assertThat(managers(patched)).containsExactlyInAnyOrder("creator Update", "putter Update", "patcher Update");
        assertThat(fieldsOf(patched, "creator")).isEqualTo(json("{'f:data':{}}"));
        assertThat(fieldsOf(patched, "putter")).isEqualTo(json("{'f:data':{'f:b':{}}}"));
        assertThat(fieldsOf(patched, "patcher")).isEqualTo(json("{'f:data':{'f:a':{},'f:c':{}}}"));
    }

    @Test
    void aConflictNamesEveryFieldAsACause() throws Exception {
        apply(MAPS + "/causes", "one", "'data':{'a':'1','b':'1'}");

        JsonNode refused = apply(MAPS + "/causes", "two", "'data':{'a':'2','b':'2'}");

        assertThat(refused.path("code").asInt()).isEqualTo(409);
        assertThat(refused.path("reason").asText()).isEqualTo("Conflict");
        assertThat(refused.path("message").asText())
                .isEqualTo("Apply failed with 2 conflicts: conflicts with \"one\":\n- .data.a\n- .data.b");
        assertThat(refused.at("/details/causes"))
                .isEqualTo(
                        json("[{'reason':'FieldManagerConflict','message':'conflict with \\'one\\'','field':'.data.a'},"
                                        .replace("\\'", "\\\"")
                                + "{'reason':'FieldManagerConflict','message':'conflict with \\'one\\'','field':'.data.b'}]"
                                        .replace("\\'", "\\\"")));
    }

    @Test
    void forceTakesOwnershipAndSharingKeepsIt() throws Exception {
        apply(MAPS + "/force", "one", "'data':{'a':'1','b':'1'}");
        apply(MAPS + "/force?force=true", "two", "'data':{'a':'2','b':'1'}");

        JsonNode left = apply(MAPS + "/force", "two", "'data':{}");

        assertThat(left.path("data")).isEqualTo(json("{'b':'1'}"));
        assertThat(managers(left)).contains("one Apply");
        assertThat(fieldsOf(left, "one")).isEqualTo(json("{'f:data':{'f:b':{}}}"));
    }

    @Test
    void portsOfAServiceAreFoundByPortAndProtocol() throws Exception {
        String selector = "'selector':{'a':'b'},";
        apply(SERVICES + "/ports", "one", "'spec':{" + selector + "'ports':[{'name':'t','port':53,'protocol':'TCP'}]}");

        JsonNode both = apply(
                SERVICES + "/ports",
                "two",
                "'spec':{'ports':[{'name':'u','port':53,'protocol':'UDP','targetPort':53}]}");
        JsonNode one = apply(SERVICES + "/ports", "two", "'spec':{}");

        assertThat(both.at("/spec/ports")).hasSize(2);
        assertThat(fieldsOf(both, "two").at("/f:spec/f:ports").properties())
                .extracting(java.util.Map.Entry::getKey)
                .containsExactly("k:{\"port\":53,\"protocol\":\"UDP\"}");
        assertThat(one.at("/spec/ports/0/name").asText()).isEqualTo("t");
        assertThat(one.at("/spec/ports")).hasSize(1);
    }

    private static String deployment(String name, int replicas) {
        return "'metadata':{'name':'" + name + "'},'spec':{'replicas':" + replicas
                + ",'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':{'a':'b'}},"
                + "'spec':{'containers':[{'name':'c','image':'i'}]}}}";
    }

    @Test
    void statusHasManagersOfItsOwn() throws Exception {
        apply(DEPLOYMENTS + "/status", "one", deployment("status", 0));

        JsonNode applied = apply(
                DEPLOYMENTS + "/status/status",
                "one",
                "'metadata':{'labels':{'not':'mine'}},'spec':{'replicas':3},"
                        + "'status':{'conditions':[{'type':'Test','status':'True'}]}");
        JsonNode main = apply(DEPLOYMENTS + "/status", "other", "'status':{'replicas':7}");

        assertThat(managers(applied)).contains("one Apply", "one Apply status");
        assertThat(applied.at("/spec/replicas").asInt()).isZero();
        assertThat(applied.at("/status/conditions").findValuesAsText("type")).contains("Test");
        assertThat(main.at("/status/replicas").asInt()).isNotEqualTo(7);
        assertThat(managers(main)).doesNotContain("other Apply");
    }

    @Test
    void theStatusOfWhatIsNotThereCannotBeApplied() throws Exception {
        JsonNode missing = apply(DEPLOYMENTS + "/nothing/status", "one", "'status':{'replicas':1}");

        assertThat(missing.path("code").asInt()).isEqualTo(404);
    }

    @Test
    void aDryRunAnswersAsIfAndStoresNothing() throws Exception {
        JsonNode created = apply(MAPS + "/dry?dryRun=All", "one", "'data':{'a':'1'}");
        apply(MAPS + "/dry-two", "one", "'data':{'a':'1'}");
        JsonNode changed = apply(MAPS + "/dry-two?dryRun=All&force=true", "two", "'data':{'a':'2'}");

        assertThat(managers(created)).containsExactly("one Apply");
        assertThat(managers(changed)).containsExactly("two Apply");
        assertThat(get(MAPS + "/dry").path("code").asInt()).isEqualTo(404);
        assertThat(get(MAPS + "/dry-two").at("/data/a").asText()).isEqualTo("1");
        assertThat(changed.at("/metadata/resourceVersion"))
                .isEqualTo(get(MAPS + "/dry-two").at("/metadata/resourceVersion"));
    }

    @Test
    void kubectlMovesFromClientSideToServerSideWithoutAConflict() throws Exception {
        String last =
                "{\\'apiVersion\\':\\'v1\\',\\'data\\':{\\'a\\':\\'1\\'},\\'kind\\':\\'ConfigMap\\',\\'metadata\\':"
                        + "{\\'annotations\\':{},\\'name\\':\\'moved\\',\\'namespace\\':\\'" + NAMESPACE + "\\'}}";
        send(
                "POST",
                MAPS + "?fieldManager=kubectl-client-side-apply",
                "application/json",
                "{'metadata':{'name':'moved','annotations':{'kubectl.kubernetes.io/last-applied-configuration':'" + last
                        + "\\n'}},'data':{'a':'1'}}");

        JsonNode foreign = apply(MAPS + "/moved", "other", "'data':{'a':'2'}");
        JsonNode moved = apply(MAPS + "/moved", "kubectl", "'data':{'a':'2'}");

        assertThat(foreign.path("message").asText())
                .isEqualTo(
                        "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using v1: .data.a");
        assertThat(moved.at("/data/a").asText()).isEqualTo("2");
        assertThat(moved.at("/metadata/annotations").toString()).contains("\\\"a\\\":\\\"2\\\"");
        assertThat(managers(moved)).contains("kubectl Apply");
    }

    @Test
    void anEmptyListOfManagersResetsThemUntilTheNextApply() throws Exception {
        apply(MAPS + "/reset", "one", "'data':{'a':'1'}");
        JsonNode reset = send("PATCH", MAPS + "/reset", MERGE, "{'metadata':{'managedFields':[{}]}}");
        JsonNode untracked = send("PATCH", MAPS + "/reset", MERGE, "{'data':{'b':'1'}}");
        JsonNode applied = apply(MAPS + "/reset", "two", "'data':{'c':'1'}");

        assertThat(managers(reset)).isEmpty();
        assertThat(managers(untracked)).isEmpty();
        assertThat(managers(applied)).containsExactlyInAnyOrder("two Apply", "before-first-apply Update");
    }

    @Test
    void whatCannotBeAppliedIsRefusedForItsReason() throws Exception {
        apply(MAPS + "/refused", "one", "'data':{'a':'1'}");

        JsonNode managed = apply(MAPS + "/refused", "one", "'metadata':{'managedFields':[{}]}");
        JsonNode stale = apply(MAPS + "/refused", "one", "'metadata':{'resourceVersion':'1'},'data':{'a':'2'}");
        JsonNode nobody = send("PATCH", MAPS + "/refused", APPLY, "{'apiVersion':'v1','kind':'ConfigMap'}");
        JsonNode unknown = apply(MAPS + "/refused", "one", "'dada':{}");
        JsonNode number = apply(MAPS + "/refused", "one", "'data':{'a':1}");

        JsonNode elsewhere = apply(MAPS + "/refused", "one", "'metadata':{'name':'other'}");
        JsonNode nameless =
                send("PATCH", MAPS + "/nameless?fieldManager=one", APPLY, "{'apiVersion':'v1','kind':'ConfigMap'}");
        JsonNode otherKind =
                send("PATCH", MAPS + "/refused?fieldManager=one", APPLY, "{'apiVersion':'v1','kind':'Secret'}");

        assertThat(managed.path("message").asText()).isEqualTo("metadata.managedFields must be nil");
        assertThat(elsewhere.path("message").asText())
                .isEqualTo("the name of the object (other) does not match the name on the URL (refused)");
        assertThat(nameless.path("message").asText())
                .isEqualTo("the name of the object (nameless based on URL) was undeterminable: name must be provided");
        assertThat(otherKind.path("message").asText()).isEqualTo("invalid object type: /v1, Kind=Secret");
        assertThat(stale.path("code").asInt()).isEqualTo(409);
        assertThat(nobody.path("code").asInt()).isEqualTo(422);
        assertThat(unknown.path("message").asText()).endsWith(".dada: field not declared in schema");
        assertThat(number.path("message").asText())
                .endsWith(".data.a: expected string, got &value.valueUnstructured{Value:1}");
    }

    @Test
    void aStrategicPatchFollowsItsDirectives() throws Exception {
        apply(DEPLOYMENTS + "/strategic", "one", deployment("strategic", 0));

        JsonNode added = send(
                "PATCH",
                DEPLOYMENTS + "/strategic",
                STRATEGIC,
                "{'spec':{'template':{'spec':{'$setElementOrder/containers':[{'name':'d'},{'name':'c'}],"
                        + "'containers':[{'name':'d','image':'j'}]}},'strategy':{'$retainKeys':['type'],'type':'Recreate'}}}");
        JsonNode deleted = send(
                "PATCH",
                DEPLOYMENTS + "/strategic",
                STRATEGIC,
                "{'spec':{'template':{'spec':{'containers':[{'name':'c','$patch':'delete'}]}}}}");
        JsonNode refused = send(
                "PATCH",
                DEPLOYMENTS + "/strategic",
                STRATEGIC,
                "{'spec':{'template':{'spec':{'containers':[{'image':'c'}]}}}}");

        assertThat(added.at("/spec/template/spec/containers").findValuesAsText("name"))
                .containsExactly("d", "c");
        assertThat(added.at("/spec/strategy")).isEqualTo(json("{'type':'Recreate'}"));
        assertThat(deleted.at("/spec/template/spec/containers").findValuesAsText("name"))
                .containsExactly("d");
        assertThat(refused.path("message").asText())
                .isEqualTo("map: map[image:c] does not contain declared merge key: name");
    }

    @Test
    void aJsonPatchIsAllOrNothing() throws Exception {
        apply(MAPS + "/json", "one", "'data':{'a':'1'}");

        JsonNode failed = send(
                "PATCH",
                MAPS + "/json",
                "application/json-patch+json",
                "[{'op':'replace','path':'/data/a','value':'2'},{'op':'test','path':'/data/a','value':'3'}]");
        JsonNode done = send(
                "PATCH",
                MAPS + "/json",
                "application/json-patch+json",
                "[{'op':'test','path':'/data/a','value':'1'},{'op':'add','path':'/data/b','value':'2'}]");

        assertThat(failed.path("code").asInt()).isEqualTo(422);
        assertThat(done.path("data")).isEqualTo(object("{'a':'1','b':'2'}"));
    }
}
