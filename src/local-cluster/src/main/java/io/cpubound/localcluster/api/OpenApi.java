package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.OpenApiTypes;
import java.util.List;

/**
 * The OpenAPI documents, as far as kubectl reads them: that a patch may be validated by the server, and schemas for
 * {@code explain}: that of a custom resource whole, of a built-in kind without descriptions.
 */
final class OpenApi {

    /** The protobuf of a version 2 document with nothing in it: {@code swagger: "2.0"}. Older kubectl asks for one. */
    static final byte[] EMPTY_V2 = {0x0a, 0x03, '2', '.', '0'};

    private static final String CONVENTIONS =
            " More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#";
    private static final String API_VERSION =
            "APIVersion defines the versioned schema of this representation of an object."
                    + " Servers should convert recognized schemas to the latest internal value, and may reject unrecognized values."
                    + CONVENTIONS + "resources";
    private static final String KIND = "Kind is a string value representing the REST resource this object represents."
            + " Servers may infer this from the endpoint the client submits requests to. Cannot be updated. In CamelCase."
            + CONVENTIONS + "types-kinds";
    private static final String METADATA = "Standard object's metadata." + CONVENTIONS + "metadata";

    private final KindRegistry kinds;

    OpenApi(KindRegistry kinds) {
        this.kinds = kinds;
    }

    ObjectNode answer(List<String> path) {
        if (!path.get(0).equals("v3")) {
            throw ApiException.noSuchPath();
        }
        if (path.size() == 1) {
            ObjectNode index = Json.object();
            ObjectNode paths = index.putObject("paths");
            add(paths, "api/v1", "", "v1");
            kinds.groups()
                    .forEach((group, versions) ->
                            versions.forEach(version -> add(paths, "apis/" + group + "/" + version, group, version)));
            return index;
        }
        boolean core = path.get(1).equals("api");
        if (path.size() != (core ? 3 : 4)) {
            throw ApiException.noSuchPath();
        }
        return document(core ? "" : path.get(2), path.get(path.size() - 1));
    }

    private void add(ObjectNode paths, String path, String group, String version) {
        int hash = kinds.of(group, version).hashCode();
        paths.putObject(path).put("serverRelativeURL", "/openapi/v3/" + path + "?hash=" + Integer.toHexString(hash));
    }

    private ObjectNode document(String group, String version) {
        List<Kind> served = kinds.of(group, version);
        if (served.isEmpty()) {
            throw ApiException.noSuchPath();
        }
        ObjectNode document = Json.object().put("openapi", "3.0.0");
        document.putObject("info").put("title", "cpubound local cluster").put("version", "v1.33.0");
        ObjectNode paths = document.putObject("paths");
        ObjectNode schemas = document.putObject("components").putObject("schemas");
        OpenApiTypes types = new OpenApiTypes(schemas);
        for (Kind kind : served) {
            String root = group.isEmpty() ? "/api/v1" : "/apis/" + group + "/" + version;
            String path = root + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural() + "/{name}";
            ObjectNode item = paths.putObject(path);
            operation(item.putObject("get"), kind, "get");
            ObjectNode patch = item.putObject("patch");
            operation(patch, kind, "patch");
            ObjectNode content = patch.putObject("requestBody").putObject("content");
            content.putObject("application/merge-patch+json");
            content.putObject(Writes.APPLY);
            for (String parameter : List.of("dryRun", "fieldManager", "fieldValidation", "force")) {
                patch.withArray("/parameters")
                        .addObject()
                        .put("name", parameter)
                        .put("in", "query")
                        .putObject("schema")
                        .put("type", "string");
            }
            schemas.set(name(kind), schema(kind, types));
        }
        return document;
    }

    private static void operation(ObjectNode operation, Kind kind, String action) {
        operation.put("x-kubernetes-action", action);
        operation.set("x-kubernetes-group-version-kind", gvk(kind));
        operation
                .putObject("responses")
                .putObject("200")
                .put("description", "OK")
                .putObject("content")
                .putObject("application/json")
                .putObject("schema")
                .put("$ref", "#/components/schemas/" + name(kind));
    }

    private static String name(Kind kind) {
        return (kind.group().isEmpty() ? "io.k8s.api.core" : kind.group()) + "." + kind.version() + "." + kind.kind();
    }

    private static ObjectNode gvk(Kind kind) {
        return Json.object()
                .put("group", kind.group())
                .put("version", kind.version())
                .put("kind", kind.kind());
    }

    private static ObjectNode schema(Kind kind, OpenApiTypes types) {
        ObjectNode schema = kind.custom() ? custom(kind, types) : types.kind(kind.group(), kind.version(), kind.kind());
        ObjectNode properties = Json.under(schema, "properties");
        describe(properties, "apiVersion", API_VERSION);
        describe(properties, "kind", KIND);
        schema.putArray("x-kubernetes-group-version-kind").add(gvk(kind));
        return schema;
    }

    private static ObjectNode custom(Kind kind, OpenApiTypes types) {
        ObjectNode schema =
                KindRegistry.versionOf(kind).path("schema").path("openAPIV3Schema") instanceof ObjectNode found
                        ? found.deepCopy()
                        : Json.object().put("type", "object");
        ObjectNode metadata =
                Json.under(schema, "properties").putObject("metadata").put("description", METADATA);
        metadata.putArray("allOf").add(types.metadata());
        return schema;
    }

    /** What the server says of a field that every object has, whatever a definition says. */
    private static void describe(ObjectNode properties, String field, String text) {
        properties.putObject(field).put("type", "string").put("description", text);
    }
}
