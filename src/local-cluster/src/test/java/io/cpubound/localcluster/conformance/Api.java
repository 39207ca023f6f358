package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;

/**
 * The API server under test, spoken to as plain HTTP: what counts is what goes over the wire. Bodies are written in YAML, for
 * short, and sent as JSON.
 */
final class Api {

    static final String MERGE = "application/merge-patch+json";
    static final String JSON_PATCH = "application/json-patch+json";
    static final String STRATEGIC = "application/strategic-merge-patch+json";
    static final String APPLY = "application/apply-patch+yaml";
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final YAMLMapper YAML = new YAMLMapper();

    private final HttpClient http;
    private final String url;
    private final Map<String, String> credentials;

    private Api(HttpClient http, String url, Map<String, String> credentials) {
        this.http = http;
        this.url = url;
        this.credentials = credentials;
    }

    /** With the credentials of the client. */
    static Api of(KubernetesClient client) {
        Config config = client.getConfiguration();
        try {
            SSLContext tls = SSLUtils.sslContext(config);
            String token = config.getAutoOAuthToken() == null ? config.getOauthToken() : config.getAutoOAuthToken();
            return new Api(
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .sslContext(tls)
                            .build(),
                    config.getMasterUrl().replaceAll("/$", ""),
                    token == null ? Map.of() : Map.of("Authorization", "Bearer " + token));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same server for somebody with a token; null for nobody. */
    static Api of(KubernetesClient client, String token) {
        Config config = client.getConfiguration();
        Config bare = Config.empty();
        bare.setMasterUrl(config.getMasterUrl());
        bare.setCaCertData(config.getCaCertData());
        bare.setCaCertFile(config.getCaCertFile());
        try {
            return new Api(
                    HttpClient.newBuilder()
                            .version(HttpClient.Version.HTTP_1_1)
                            .sslContext(SSLUtils.sslContext(bare))
                            .build(),
                    config.getMasterUrl().replaceAll("/$", ""),
                    token == null ? Map.of() : Map.of("Authorization", "Bearer " + token));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The answer to one request. */
    record Answer(int code, JsonNode body, HttpResponse<byte[]> response) {

        /** The value at a JSON pointer's place, as text: {@code at("metadata/name")}. */
        String at(String pointer) {
            return body.at("/" + pointer).asText();
        }

        String message() {
            return at("message");
        }

        String version() {
            return at("metadata/resourceVersion");
        }

        Answer must(int expected) {
            assertThat(code).as("%s", body).isEqualTo(expected);
            return this;
        }

        /** A failure with this code and exactly this message. */
        void fails(int expected, String message) {
            must(expected);
            assertThat(message()).isEqualTo(message);
        }
    }

    Answer get(String path, String... headers) {
        return send("GET", path, null, "", headers);
    }

    Answer post(String path, String yaml, String... headers) {
        return send("POST", path, json(yaml), "application/json", headers);
    }

    Answer put(String path, JsonNode body) {
        return send("PUT", path, body.toString(), "application/json");
    }

    Answer put(String path, String yaml) {
        return send("PUT", path, json(yaml), "application/json");
    }

    Answer patch(String path, String type, String yaml) {
        return send("PATCH", path, json(yaml), type);
    }

    Answer merge(String path, String yaml) {
        return patch(path, MERGE, yaml);
    }

    Answer delete(String path) {
        return send("DELETE", path, null, "");
    }

    Answer delete(String path, String options) {
        return send("DELETE", path, json(options), "application/json");
    }

    /** Like it, for a request as somebody else. */
    Answer send(String method, String path, String body, String type, String... headers) {
        HttpRequest.Builder request = request(path, headers);
        request.method(
                method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.setHeader("Content-Type", type);
        }
        try {
            HttpResponse<byte[]> response = http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            return new Answer(response.statusCode(), parsed(response), response);
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("WWW-Authenticate")) {
                return new Answer(
                        401, yaml("{message: Unauthorized, reason: Unauthorized}"), null); // the client hides the body
            }
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static JsonNode parsed(HttpResponse<byte[]> response) {
        try {
            return JSON.readTree(response.body());
        } catch (IOException e) {
            return JSON.getNodeFactory().textNode(new String(response.body(), StandardCharsets.UTF_8));
        }
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(url + path)).timeout(LONG).header("Accept", "application/json");
        credentials.forEach(request::setHeader);
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    /** Opens a watch; the path says {@code watch=true} and from where. */
    Events watch(String path, String... headers) {
        try {
            return new Events(http.send(request(path, headers).build(), HttpResponse.BodyHandlers.ofInputStream()));
        } catch (IOException e) {
            throw new IllegalStateException(path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Opens a WebSocket with channels; its code is that of the refusal when there is one. */
    Channels channels(String path, String protocol) {
        WebSocket.Builder builder = http.newWebSocketBuilder().connectTimeout(LONG);
        credentials.forEach(builder::header);
        if (!protocol.isEmpty()) {
            builder.subprotocols(protocol);
        }
        return Channels.open(builder, URI.create(url.replaceFirst("^http", "ws") + path));
    }

    /** Asks again and again until the answer is as wanted. */
    Answer await(String path, Predicate<Answer> wanted) {
        long deadline = System.nanoTime() + LONG.toNanos();
        Answer answer = get(path);
        while (!wanted.test(answer)) {
            assertThat(System.nanoTime()).as("%s: %s", path, answer.body()).isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(20).toNanos());
            answer = get(path);
        }
        return answer;
    }

    static JsonNode yaml(String text) {
        try {
            return YAML.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text, e);
        }
    }

    private static String json(String yaml) {
        return yaml(yaml).toString();
    }

    static List<String> names(JsonNode list) {
        List<String> names = new ArrayList<>();
        list.path("items")
                .forEach(item -> names.add(item.path("metadata").path("name").asText()));
        return names;
    }
}
