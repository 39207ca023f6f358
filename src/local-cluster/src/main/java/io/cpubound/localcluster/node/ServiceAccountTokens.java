package io.cpubound.localcluster.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tokens of one pod's ServiceAccount: asked for from the API, kept until a fifth of their life is left. */
final class ServiceAccountTokens {

    /** The usual life, in seconds, as admission gives it to a pod's token volume. */
    static final long USUAL_SECONDS = 3607;

    private static final ObjectMapper JSON = new ObjectMapper();

    private record Token(String text, Instant renew) {}

    private final KubernetesClient client;
    private final Map<String, Token> kept = new HashMap<>();

    ServiceAccountTokens(KubernetesClient client) {
        this.client = client;
    }

    /**
     * A token bound to the pod.
     *
     * @param audience null for the API server's
     */
    synchronized String token(Pod pod, @Nullable String audience, long seconds) throws ConfigurationException {
        String key = audience + "/" + seconds;
        Token token = kept.get(key);
        if (token == null || token.renew.isBefore(Instant.now())) {
            token = ask(pod, audience, seconds);
            kept.put(key, token);
        }
        return token.text;
    }

    private Token ask(Pod pod, @Nullable String audience, long seconds) throws ConfigurationException {
        String account = pod.getSpec().getServiceAccountName() == null
                ? "default"
                : pod.getSpec().getServiceAccountName();
        String path =
                "/api/v1/namespaces/" + pod.getMetadata().getNamespace() + "/serviceaccounts/" + account + "/token";
        Map<String, Object> spec = new HashMap<>();
        spec.put("expirationSeconds", seconds);
        spec.put(
                "boundObjectRef",
                Map.of(
                        "kind",
                        "Pod",
                        "apiVersion",
                        "v1",
                        "name",
                        pod.getMetadata().getName(),
                        "uid",
                        pod.getMetadata().getUid()));
        spec.put("audiences", audience == null ? List.of() : List.of(audience));
        try {
            String answer = client.raw(
                    path,
                    "POST",
                    Map.of("apiVersion", "authentication.k8s.io/v1", "kind", "TokenRequest", "spec", spec));
            JsonNode status = JSON.readTree(answer).path("status");
            Instant now = Instant.now();
            Duration life = Duration.between(
                    now, Instant.parse(status.path("expirationTimestamp").asText()));
            return new Token(
                    status.path("token").asText(), now.plus(life.multipliedBy(4).dividedBy(5)));
        } catch (io.fabric8.kubernetes.client.KubernetesClientException | JsonProcessingException e) {
            throw new ConfigurationException("failed to fetch token: " + e.getMessage());
        }
    }

    /** The CA of the API server, as PEM; empty when this client does not say. */
    byte[] authority() throws IOException {
        Config config = client.getConfiguration();
        if (config.getCaCertData() != null) {
            String data = config.getCaCertData();
            return data.contains("BEGIN")
                    ? data.getBytes(StandardCharsets.UTF_8)
                    : Base64.getDecoder().decode(data);
        } else if (config.getCaCertFile() != null) {
            return Files.readAllBytes(Path.of(config.getCaCertFile()));
        }
        return new byte[0];
    }

    /** A kubeconfig with a token of the pod's ServiceAccount. */
    String kubeconfig(Pod pod) throws ConfigurationException, IOException {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: cluster
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: pod
                  user:
                    token: %s
                contexts:
                - name: pod
                  context:
                    cluster: cluster
                    user: pod
                    namespace: %s
                current-context: pod
                """
                .formatted(
                        client.getMasterUrl(),
                        Base64.getEncoder().encodeToString(authority()),
                        token(pod, null, USUAL_SECONDS),
                        pod.getMetadata().getNamespace());
    }
}
