package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** Objects as the Table that {@code kubectl get} asks for. */
final class Tables {

    private Tables() {}

    static ObjectNode of(Call call, List<ObjectNode> objects, ObjectNode metadata, boolean withDefinitions) {
        ObjectNode table = Json.object().put("kind", "Table").put("apiVersion", "meta.k8s.io/v1");
        table.set("metadata", metadata);
        ArrayNode definitions = table.putArray("columnDefinitions");
        if (withDefinitions) {
            call.kind().columns().forEach(column -> definitions
                    .addObject()
                    .put("name", column.name())
                    .put("type", column.type())
                    .put("format", column.format())
                    .put("description", column.name())
                    .put("priority", column.priority()));
        }
        ArrayNode rows = table.putArray("rows");
        objects.forEach(object -> rows.add(row(call, object)));
        return table;
    }

    private static ObjectNode row(Call call, ObjectNode object) {
        ObjectNode row = Json.object();
        ArrayNode cells = row.putArray("cells");
        call.kind().columns().forEach(column -> cells.add(column.cell().apply(object)));
        switch (call.query("includeObject")) {
            case "None" -> {}
            case "Object" -> row.set("object", object);
            default -> {
                ObjectNode partial = row.putObject("object");
                partial.put("kind", "PartialObjectMetadata").put("apiVersion", "meta.k8s.io/v1");
                partial.set("metadata", object.path("metadata"));
            }
        }
        return row;
    }
}
