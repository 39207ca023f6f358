package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.apply.Values;
import java.util.List;

/** Which part of an object a write may change. */
final class Changes {

    private static final List<String> SYSTEM = List.of(
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "generation",
            "selfLink",
            "resourceVersion",
            "name",
            "namespace");

    private Changes() {}

    /** The wanted object, with what this write cannot change taken from the live one. */
    static ObjectNode allowed(Kind kind, String subresource, ObjectNode live, ObjectNode wanted) {
        ObjectNode result;
        if (subresource.equals("status")) {
            result = live.deepCopy();
            copy(wanted, result, "status");
            JsonNode managed = wanted.path("metadata").get("managedFields");
            if (managed != null) {
                Json.under(result, "metadata").set("managedFields", managed);
            }
            if (!kind.custom()) {
                copy(wanted.path("metadata"), Json.under(result, "metadata"), "annotations");
                copy(wanted.path("metadata"), Json.under(result, "metadata"), "labels");
            }
        } else if (subresource.equals("finalize")) {
            result = live.deepCopy();
            copy(wanted, result, "spec");
        } else {
            result = wanted.deepCopy();
            if (kind.has("status")) {
                copy(live, result, "status");
            }
            if (kind.is("", "Namespace")) {
                copy(live, result, "spec");
            }
        }
        ObjectNode metadata = Json.under(result, "metadata");
        SYSTEM.forEach(field -> copy(live.path("metadata"), metadata, field));
        return result;
    }

    private static void copy(JsonNode from, ObjectNode to, String field) {
        JsonNode value = from.get(field);
        if (value == null) {
            to.remove(field);
        } else {
            to.set(field, value);
        }
    }

    /** A changed specification is a new generation. */
    static void count(Kind kind, ObjectNode live, ObjectNode object) {
        if (kind.tracksGeneration() && !Values.equal(counted(live), counted(object))) {
            ObjectNode metadata = Json.under(object, "metadata");
            metadata.put("generation", live.path("metadata").path("generation").asLong() + 1);
        }
    }

    private static ObjectNode counted(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove(List.of("metadata", "status"));
        return copy;
    }
}
