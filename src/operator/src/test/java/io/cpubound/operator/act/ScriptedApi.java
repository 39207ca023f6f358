package io.cpubound.operator.act;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An API server that takes every write and answers with what it was sent, except where a test says otherwise: for faults,
 * not for proof. (The mock server of the client knows no server-side apply.)
 */
final class ScriptedApi implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, String> bodies = new ConcurrentHashMap<>();
    private final Map<String, Answer> script = new ConcurrentHashMap<>();

    private record Answer(int code, String body) {}

    ScriptedApi() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    /** From now on these requests (method, blank, path) are answered so; {@code text} is a Status' message. */
    ScriptedApi fails(String request, int code, String text) {
        ObjectNode status = JSON.createObjectNode()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .put("status", "Failure")
                .put("message", text)
                .put("code", code);
        script.put(request, new Answer(code, status.toString()));
        return this;
    }

    ScriptedApi answers(String request, String body) {
        script.put(request, new Answer(200, body));
        return this;
    }

    void heals() {
        script.clear();
    }

    /** Method, blank, path of all requests so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    String body(String request) {
        return bodies.getOrDefault(request, "");
    }

    KubernetesClient client() {
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl("http://localhost:" + server.getAddress().getPort())
                .withRequestRetryBackoffLimit(0)
                .build();
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String request =
                exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath();
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(request);
        bodies.put(request, body);
        Answer answer = script.getOrDefault(request, byDefault(exchange.getRequestMethod(), body));
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.code(), bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static Answer byDefault(String method, String body) throws IOException {
        if ("GET".equals(method)) {
            return new Answer(404, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":404}");
        }
        if (body.isEmpty() || "DELETE".equals(method)) {
            return new Answer(200, "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Success\"}");
        }
        ObjectNode object = (ObjectNode) JSON.readTree(body);
        object.withObject("/metadata").put("uid", "made").put("resourceVersion", "1");
        return new Answer(200, object.toString());
    }
}
