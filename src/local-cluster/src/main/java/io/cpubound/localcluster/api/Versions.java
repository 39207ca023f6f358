package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.ResourceSchemas;
import java.util.Map;

/**
 * One object, served under several names: custom resources differ in {@code apiVersion} only; an Event is stored as the
 * core group has it and served by {@code events.k8s.io} with other field names; for an autoscaler see {@link Autoscalers}.
 */
final class Versions {

    /** Field of the core Event: field of events.k8s.io. */
    private static final Map<String, String> EVENT = Map.of(
            "involvedObject", "regarding",
            "message", "note",
            "source", "deprecatedSource",
            "firstTimestamp", "deprecatedFirstTimestamp",
            "lastTimestamp", "deprecatedLastTimestamp",
            "count", "deprecatedCount",
            "reportingComponent", "reportingController");

    private Versions() {}

    /** An object of the store in the version of the kind that is asked for. */
    static ObjectNode served(Kind kind, ObjectNode object) {
        if (kind.apiVersion().equals(object.path("apiVersion").asText())) {
            return object;
        }
        ObjectNode result = object.deepCopy().put("apiVersion", kind.apiVersion());
        if (isNewEvent(kind)) {
            EVENT.forEach((core, other) -> rename(result, core, other));
            result.putIfAbsent("deprecatedSource", Json.object());
            result.putIfAbsent("deprecatedFirstTimestamp", Json.nothing());
            result.putIfAbsent("deprecatedLastTimestamp", Json.nothing());
            dropEmpty(result, "reportingController");
            dropEmpty(result, "reportingInstance");
        } else if (Autoscalers.isOld(kind)) {
            Autoscalers.toOld(result);
        }
        return result;
    }

    /** An object of a request as the store has it. */
    static ObjectNode stored(Kind kind, ObjectNode object) {
        if (Autoscalers.isOld(kind)) {
            ObjectNode result = object.deepCopy().put("apiVersion", "autoscaling/v2");
            Autoscalers.toNew(result);
            return ResourceSchemas.builtIn(kind.group(), "v2", kind.kind()).withDefaults(result);
        }
        if (!isNewEvent(kind)) {
            return object;
        }
        ObjectNode result = object.deepCopy().put("apiVersion", "v1");
        EVENT.forEach((core, other) -> rename(result, other, core));
        result.putIfAbsent("source", Json.object());
        result.putIfAbsent("firstTimestamp", Json.nothing());
        result.putIfAbsent("lastTimestamp", Json.nothing());
        for (String field : new String[] {"reportingComponent", "reportingInstance"}) {
            if (!result.has(field)) {
                result.put(field, "");
            }
        }
        return result;
    }

    static boolean isNewEvent(Kind kind) {
        return kind.is("events.k8s.io", "Event");
    }

    private static void rename(ObjectNode object, String from, String to) {
        JsonNode value = object.remove(from);
        if (value != null) {
            object.set(to, value);
        }
    }

    private static void dropEmpty(ObjectNode object, String field) {
        if (object.path(field).asText().isEmpty()) {
            object.remove(field);
        }
    }
}
