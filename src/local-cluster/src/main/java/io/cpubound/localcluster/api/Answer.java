package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What a handler answers. */
record Answer(int code, ObjectNode body) {
    static Answer ok(ObjectNode body) {
        return new Answer(200, body);
    }

    static Answer created(ObjectNode body) {
        return new Answer(201, body);
    }

    /** The Status of a deletion that is done. */
    static Answer deleted(Kind kind, ObjectNode object) {
        ObjectNode status = success();
        ObjectNode details = status.putObject("details").put("name", Json.name(object));
        if (!kind.group().isEmpty()) {
            details.put("group", kind.group());
        }
        details.put("kind", kind.plural())
                .put("uid", object.path("metadata").path("uid").asText());
        return ok(status);
    }

    static ObjectNode success() {
        return Json.object()
                .put("kind", "Status")
                .put("apiVersion", "v1")
                .<ObjectNode>set("metadata", Json.object())
                .put("status", "Success");
    }
}
