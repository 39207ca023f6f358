package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Objects without anything but their metadata, for who watches many kinds. */
final class Partial {

    private Partial() {}

    /** Of an object, or of a list of objects; a Status stays one. */
    static ObjectNode of(ObjectNode body) {
        String kind = body.path("kind").asText();
        if (kind.equals("Status")) {
            return body;
        }
        return body.get("items") instanceof ArrayNode items && kind.endsWith("List")
                ? list(body, items)
                : one("PartialObjectMetadata", body);
    }

    private static ObjectNode list(ObjectNode body, ArrayNode items) {
        ObjectNode list = one("PartialObjectMetadataList", body);
        ArrayNode parts = list.putArray("items");
        for (JsonNode item : items) {
            parts.add(one("PartialObjectMetadata", item));
        }
        return list;
    }

    private static ObjectNode one(String kind, JsonNode object) {
        return Json.object()
                .put("kind", kind)
                .put("apiVersion", "meta.k8s.io/v1")
                .set("metadata", object.path("metadata"));
    }
}
