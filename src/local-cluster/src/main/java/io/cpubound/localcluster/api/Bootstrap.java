package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What is there before the first request. */
final class Bootstrap {

    private Bootstrap() {}

    static void fill(Store store, KindRegistry kinds, Admission admission) {
        Kind namespaces = kinds.builtIn("", "v1", "namespaces");
        for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
            ObjectNode namespace = object(namespaces, name);
            admission.firstStatus(namespaces, namespace);
            admission.complete(namespaces, namespace, null);
            store.put("namespaces", namespace);
        }
        for (JsonNode found : defaults()) {
            if (found instanceof ObjectNode made) {
                Kind kind = kinds.all().stream()
                        .filter(one ->
                                one.apiVersion().equals(made.path("apiVersion").asText())
                                        && one.kind().equals(made.path("kind").asText()))
                        .findFirst()
                        .orElseThrow();
                NewObjects.stamp(kind, "", made);
                store.put(kind.storage(), kind.schema().withDefaults(made));
            }
        }
        Aggregation.spread(store);
        store.compact();
    }

    /** The roles that every cluster has, with what is served here; {@code default-objects.yaml}. */
    private static JsonNode defaults() {
        try (InputStream in = Bootstrap.class.getResourceAsStream("default-objects.yaml")) {
            if (in == null) {
                throw new IllegalStateException("default-objects.yaml is missing");
            }
            return Json.parse(new String(in.readAllBytes(), StandardCharsets.UTF_8), true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode object(Kind kind, String name) {
        ObjectNode object = Json.object().put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
        object.putObject("metadata").put("name", name);
        NewObjects.stamp(kind, "", object);
        return object;
    }
}
