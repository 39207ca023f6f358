package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.List;

/** What a request gets instead of an answer: a failed Status, in the words of the real server. */
final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;
    private final transient ObjectNode status;

    private ApiException(int code, String reason, String message) {
        super(message);
        this.code = code;
        this.status = Json.object()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .<ObjectNode>set("metadata", Json.object())
                .put("status", "Failure")
                .put("message", message);
        if (!reason.isEmpty()) {
            status.put("reason", reason);
        }
        status.put("code", code);
    }

    int code() {
        return code;
    }

    ObjectNode status() {
        return status;
    }

    private ApiException about(Kind kind, String name) {
        ObjectNode details = status.putObject("details");
        if (!name.isEmpty()) {
            details.put("name", name);
        }
        if (!kind.group().isEmpty()) {
            details.put("group", kind.group());
        }
        details.put("kind", kind.plural());
        return this;
    }

    static ApiException of(int code, String reason, String message) {
        return new ApiException(code, reason, message);
    }

    static ApiException badRequest(String message) {
        return new ApiException(400, "BadRequest", message);
    }

    static ApiException noSuchPath() {
        return new ApiException(404, "NotFound", "the server could not find the requested resource");
    }

    static ApiException methodNotAllowed() {
        return new ApiException(
                405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
    }

    static ApiException notFound(Kind kind, String name) {
        return new ApiException(404, "NotFound", kind.resource() + " \"" + name + "\" not found").about(kind, name);
    }

    static ApiException alreadyExists(Kind kind, String name) {
        return new ApiException(409, "AlreadyExists", kind.resource() + " \"" + name + "\" already exists")
                .about(kind, name);
    }

    static ApiException conflict(Kind kind, String name, String why) {
        String message = "Operation cannot be fulfilled on " + kind.resource() + " \"" + name + "\": " + why;
        return new ApiException(409, "Conflict", message).about(kind, name);
    }

    static ApiException modified(Kind kind, String name) {
        return conflict(
                kind,
                name,
                "the object has been modified; please apply your changes to the latest version and try again");
    }

    static ApiException forbidden(Kind kind, String name, String why) {
        String subject = name.isEmpty() ? kind.resource() : kind.resource() + " \"" + name + "\"";
        return new ApiException(403, "Forbidden", subject + " is forbidden: " + why).about(kind, name);
    }

    static ApiException forbidden(String resource, String name, String why) {
        return new ApiException(403, "Forbidden", resource + " \"" + name + "\" is forbidden: " + why);
    }

    static ApiException unsupportedMediaType(String type, String supported) {
        return new ApiException(
                415,
                "UnsupportedMediaType",
                "the body of the request was in an unknown format - accepted media types include: " + supported
                        + (type.isEmpty() ? "" : " (got " + type + ")"));
    }

    static ApiException gone(long asked, long oldest) {
        return new ApiException(410, "Expired", "too old resource version: " + asked + " (" + oldest + ")");
    }

    static ApiException invalid(Kind kind, String name, List<FieldError> errors) {
        String message = FieldError.joined(kind.group(), kind.kind(), name, errors);
        ApiException result = new ApiException(422, "Invalid", message).about(kind, name);
        ObjectNode details = Json.under(result.status, "details");
        details.put("kind", kind.kind());
        ArrayNode causes = details.putArray("causes");
        errors.forEach(error -> causes.addObject()
                .put("reason", error.reason())
                .put("message", error.message())
                .put("field", error.field()));
        return result;
    }
}
