package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.ResourceSchema.Pruned;
import java.util.List;

/** What a client sent, checked against where it sent it. */
final class Bodies {

    private static final List<String> READABLE =
            List.of("", "application/json", "application/yaml", "application/x-www-form-urlencoded", Writes.APPLY);

    private Bodies() {}

    /** The object in the body, of the kind that the path names. */
    static ObjectNode object(Call call) {
        ObjectNode object = any(call);
        Kind kind = call.kind();
        String version = object.path("apiVersion").asText(kind.apiVersion());
        if (!version.equals(kind.apiVersion())) {
            throw ApiException.badRequest("the API version in the data (" + version
                    + ") does not match the expected API version (" + kind.apiVersion() + ")");
        }
        String name = object.path("kind").asText(kind.kind());
        if (!name.equals(kind.kind())) {
            throw ApiException.badRequest(name + " in version \"" + kind.version() + "\" cannot be handled as a "
                    + kind.kind() + ": converting (" + name + ") to (" + kind.kind() + "): unknown conversion");
        }
        object.put("apiVersion", kind.apiVersion()).put("kind", kind.kind());
        checkNamespace(call, object);
        return object;
    }

    /** An applied configuration: it names its type, and may leave out where it belongs. */
    static ObjectNode applied(Call call) {
        ObjectNode object = any(call);
        String version = object.path("apiVersion").asText();
        String name = object.path("kind").asText();
        if (!version.equals(call.kind().apiVersion())
                || !name.equals(call.kind().kind())) {
            String group = version.isEmpty() ? "/" : version.contains("/") ? version : "/" + version;
            throw ApiException.badRequest("invalid object type: " + group + ", Kind=" + name);
        }
        return object;
    }

    /** The object is where the path says. */
    static void checkPlace(Call call, ObjectNode object) {
        String name = Json.name(object);
        if (name.isEmpty()) {
            throw ApiException.badRequest("the name of the object (" + call.name()
                    + " based on URL) was undeterminable: name must be provided");
        }
        if (!name.equals(call.name())) {
            throw ApiException.badRequest(
                    "the name of the object (" + name + ") does not match the name on the URL (" + call.name() + ")");
        }
        checkNamespace(call, object);
    }

    private static void checkNamespace(Call call, ObjectNode object) {
        String namespace = Json.namespace(object);
        if (!namespace.isEmpty() && !namespace.equals(call.namespace())) {
            throw ApiException.badRequest(
                    "the namespace of the provided object does not match the namespace sent on the request");
        }
    }

    /** The body as some object; protobuf is not read. */
    static ObjectNode any(Call call) {
        if (!READABLE.contains(call.contentType())) {
            throw ApiException.unsupportedMediaType(call.contentType(), "application/json, application/yaml");
        }
        JsonNode body = Json.parse(call.body(), call.yaml());
        if (!(body instanceof ObjectNode object)) {
            throw ApiException.badRequest("the body of the request is not an object");
        }
        return object;
    }

    /** Unknown fields: an error, a warning or nothing, as {@code fieldValidation} says. */
    static void fields(Call call, Pruned pruned) {
        if (pruned.dropped().isEmpty()) {
            return;
        }
        List<String> texts = pruned.dropped().stream()
                .map(path -> "unknown field \"" + path + "\"")
                .toList();
        switch (call.query("fieldValidation")) {
            case "Strict" ->
                throw ApiException.badRequest(call.kind().kind() + " in version \""
                        + call.kind().version() + "\" cannot be handled as a "
                        + call.kind().kind()
                        + ": strict decoding error: " + String.join(", ", texts));
            case "Ignore" -> {}
            default -> call.warnings().addAll(texts);
        }
    }
}
