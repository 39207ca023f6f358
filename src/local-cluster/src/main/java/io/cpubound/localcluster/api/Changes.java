package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.apply.Values;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

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
        if (kind.tracksGeneration() && !Values.equal(counted(kind, live), counted(kind, object))) {
            ObjectNode metadata = Json.under(object, "metadata");
            metadata.put("generation", live.path("metadata").path("generation").asLong() + 1);
        }
    }

    /** Without a status of its own, all of a custom resource is its specification. */
    private static ObjectNode counted(Kind kind, ObjectNode object) {
        ObjectNode copy = Json.object();
        copy.setAll(object);
        copy.remove("metadata");
        if (!kind.custom() || kind.has("status")) {
            copy.remove("status");
        }
        return copy;
    }

    /** What no schema knows to be settled: the finalizers of what is being deleted, the address of a Service. */
    static Optional<FieldError> settled(Kind kind, ObjectNode live, ObjectNode object) {
        if (live.path("metadata").has("deletionTimestamp")) {
            List<String> before = texts(live.path("metadata").path("finalizers"));
            List<String> added = new ArrayList<>(texts(object.path("metadata").path("finalizers")));
            added.removeAll(before);
            if (!added.isEmpty()) {
                return Optional.of(new FieldError(
                        "FieldValueForbidden",
                        "metadata.finalizers",
                        "Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers"
                                + " []string{\"" + String.join("\", \"", added) + "\"}"));
            }
        }
        String type = object.path("spec").path("type").asText();
        boolean addressed = kind.is("", "Service")
                && !type.equals("ExternalName")
                && live.path("spec").path("type").asText().equals(type);
        JsonNode address = object.path("spec").path("clusterIP");
        if (addressed && !address.equals(live.path("spec").path("clusterIP"))) {
            return Optional.of(new FieldError(
                    "FieldValueInvalid",
                    "spec.clusterIPs[0]",
                    "Invalid value: [\"" + address.asText() + "\"]: may not change once set"));
        }
        return Optional.empty();
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asText).toList();
    }
}
