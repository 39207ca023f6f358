package io.cpubound.operator.act;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.dsl.DelayPathable;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.dsl.MockServerExpectation;
import io.fabric8.mockwebserver.dsl.ReturnOrWebsocketable;
import io.fabric8.mockwebserver.dsl.TimesOnceableOrHttpHeaderable;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * The mock server of the Kubernetes client in its expectation mode: it answers as a test says, request by request, and keeps nothing. For
 * answers that a server that is well does not give.
 */
final class ServerInTrouble implements AutoCloseable {

    /** As the operator's client sends it; it must not appear in any message. */
    static final String TOKEN = "a-bearer-token-that-is-secret";

    static final String POD = "/api/v1/namespaces/team/pods/app-old-0";
    static final String APPLIED = "?fieldManager=cpubound-operator&force=true";
    static final String NEW_PODS = "/api/v1/namespaces/team/pods?fieldManager=cpubound-operator";
    static final String STATUS = "/apis/cpubound.io/v1/namespaces/team/cpuboundapps/app/status" + APPLIED;
    static final String CONFIG_MAP = "/api/v1/namespaces/team/configmaps/app-nginx" + APPLIED;
    static final String EVENTS = "/api/v1/namespaces/team/events";
    static final String REVISION = "/apis/apps/v1/namespaces/team/controllerrevisions/";

    private static final List<String> OTHERS = List.of(
            "/api/v1/namespaces/team/services/app" + APPLIED,
            "/api/v1/namespaces/team/services/app-pods" + APPLIED,
            "/apis/apps/v1/namespaces/team/deployments/app-nginx" + APPLIED);

    private static final int TIMEOUT_MILLIS = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final KubernetesMockServer server = new KubernetesMockServer(false);
    private final List<RecordedRequest> requests = new ArrayList<>();

    ServerInTrouble() {
        server.init();
    }

    /** A client like the operator's own ({@code application.properties}), which waits half a second for an answer. */
    KubernetesClient client() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://localhost:" + server.getPort())
                .withOauthToken(TOKEN)
                .withRequestRetryBackoffLimit(1)
                .withRequestTimeout(TIMEOUT_MILLIS)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    /** Answers a request so, twice: the operator's client asks a second time by itself where that may help. */
    void fails(HttpMethod method, String path, int code, String message) {
        expected(method).withPath(path).andReturn(code, status(code, message)).times(2);
    }

    /** Answers with 429 and asks not to come back for an hour. */
    void isBusy(HttpMethod method, String path) {
        expected(method)
                .withPath(path)
                .andReturn(429, status(429, "Too many requests, please try again later."))
                .withHeader("Retry-After", "3600")
                .times(2);
    }

    /** Answers when nobody waits any more, once: whoever waited for long is not asked a second time. */
    void isSlow(HttpMethod method, String path) {
        expected(method)
                .delay(5 * TIMEOUT_MILLIS, TimeUnit.MILLISECONDS)
                .withPath(path)
                .andReturn(200, "{}")
                .once();
    }

    /** Answers with this text, whatever it is, twice. */
    void answers(HttpMethod method, String path, int code, String text) {
        expected(method).withPath(path).andReturn(code, text).times(2);
    }

    /** What is not expected otherwise of the writes of an app is taken: the answer is what was sent. */
    void takesTheRest(String newRevision) {
        for (String path : OTHERS) {
            takes(HttpMethod.PATCH, path);
        }
        takes(HttpMethod.PATCH, REVISION + newRevision + APPLIED);
        takes(HttpMethod.PATCH, CONFIG_MAP);
        takes(HttpMethod.PATCH, STATUS);
        takes(HttpMethod.PATCH, POD + APPLIED);
        takes(HttpMethod.DELETE, POD);
        takes(HttpMethod.POST, NEW_PODS);
        takes(HttpMethod.POST, EVENTS);
    }

    private void takes(HttpMethod method, String path) {
        expected(method).withPath(path).andReply(200, ServerInTrouble::taken).always();
    }

    private DelayPathable<ReturnOrWebsocketable<TimesOnceableOrHttpHeaderable<Void>>> expected(HttpMethod method) {
        MockServerExpectation expect = server.expect();
        return switch (method) {
            case GET -> expect.get();
            case POST -> expect.post();
            case PATCH -> expect.patch();
            case DELETE -> expect.delete();
            default -> throw new IllegalArgumentException(method + " is nothing that the operator sends");
        };
    }

    /** How often each request was sent so far, by method, blank and path without its query; reads of what is not there left out. */
    Map<String, Integer> writes() throws InterruptedException {
        Map<String, Integer> writes = new TreeMap<>();
        for (RecordedRequest request : requests()) {
            if (request.method() != HttpMethod.GET && !request.getPath().equals(EVENTS)) {
                writes.merge(line(request), 1, Integer::sum);
            }
        }
        return writes;
    }

    /** The body of the newest request of this kind. */
    String body(String line) throws InterruptedException {
        return requests().stream()
                .filter(request -> line(request).equals(line))
                .reduce((older, newer) -> newer)
                .orElseThrow(() -> new AssertionError("no " + line))
                .getUtf8Body();
    }

    List<RecordedRequest> requests() throws InterruptedException {
        for (RecordedRequest next = taken(); next != null; next = taken()) {
            requests.add(next);
        }
        return List.copyOf(requests);
    }

    private RecordedRequest taken() throws InterruptedException {
        return server.takeRequest(0, TimeUnit.MILLISECONDS);
    }

    static String line(RecordedRequest request) {
        return request.getMethod() + " " + request.getPath().replaceFirst("\\?.*", "");
    }

    @Override
    public void close() {
        server.destroy();
    }

    private static Status status(int code, String message) {
        return new StatusBuilder()
                .withStatus("Failure")
                .withCode(code)
                .withMessage(message)
                .build();
    }

    private static Object taken(RecordedRequest request) {
        try {
            ObjectNode object = (ObjectNode) JSON.readTree(request.getUtf8Body());
            if (request.method() != HttpMethod.DELETE) {
                object.withObject("/metadata").put("uid", "made").put("resourceVersion", "6");
            }
            return object;
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not JSON: " + request.getUtf8Body(), e);
        }
    }
}
