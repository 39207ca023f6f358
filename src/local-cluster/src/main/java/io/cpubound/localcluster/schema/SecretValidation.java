package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What the types of Secrets ask of their data. */
final class SecretValidation {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNT = "kubernetes.io/service-account.name";

    private SecretValidation() {}

    static List<FieldError> check(JsonNode secret) {
        JsonNode data = secret.path("data");
        return switch (secret.path("type").asText()) {
            case "kubernetes.io/basic-auth" ->
                // One of the two is enough.
                data.has("username") || data.has("password") ? List.of() : missing(data, "username", "password");
            case "kubernetes.io/ssh-auth" ->
                data.path("ssh-privatekey").asText().isEmpty() ? missing("ssh-privatekey") : List.of();
            case "kubernetes.io/tls" -> missing(data, "tls.crt", "tls.key");
            case "kubernetes.io/dockerconfigjson" -> json(data, ".dockerconfigjson");
            case "kubernetes.io/dockercfg" -> json(data, ".dockercfg");
            case "kubernetes.io/service-account-token" ->
                secret.path("metadata")
                                .path("annotations")
                                .path(ACCOUNT)
                                .asText()
                                .isEmpty()
                        ? List.of(FieldErrors.required("metadata.annotations[" + ACCOUNT + "]", ""))
                        : List.of();
            default -> List.of();
        };
    }

    private static List<FieldError> missing(JsonNode data, String... keys) {
        return Stream.of(keys)
                .filter(key -> !data.has(key))
                .flatMap(key -> missing(key).stream())
                .toList();
    }

    private static List<FieldError> missing(String key) {
        return List.of(FieldErrors.required("data[" + key + "]", ""));
    }

    private static List<FieldError> json(JsonNode data, String key) {
        if (!data.has(key)) {
            return missing(key);
        }
        try {
            JsonNode value = JSON.readTree(data.path(key).binaryValue());
            if (value.isObject()) {
                return List.of();
            }
            return unreadable(
                    key,
                    value.isMissingNode()
                            ? "unexpected end of JSON input"
                            : "json: cannot unmarshal "
                                    + value.getNodeType().name().toLowerCase(Locale.ROOT)
                                    + " into Go value of type map[string]interface {}");
        } catch (IOException e) {
            return unreadable(key, "invalid character"); // the real one says which, as Go's parser sees it
        }
    }

    private static List<FieldError> unreadable(String key, String why) {
        return List.of(FieldErrors.invalid("data[" + key + "]", "<secret contents redacted>", why));
    }
}
