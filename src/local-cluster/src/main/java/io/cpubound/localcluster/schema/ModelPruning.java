package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Drops what a built-in type does not know, and nulls, which the real server's types cannot hold. */
final class ModelPruning {

    private final List<String> dropped = new ArrayList<>();

    private ModelPruning() {}

    static ResourceSchema.Pruned prune(ModelType.Struct model, ObjectNode object) {
        ModelPruning pruning = new ModelPruning();
        ObjectNode pruned = pruning.struct(model, object, "");
        return new ResourceSchema.Pruned(pruned, List.copyOf(pruning.dropped));
    }

    private JsonNode value(ModelType type, JsonNode value, String path) {
        if (type instanceof ModelType.Struct struct && value instanceof ObjectNode object) {
            return struct(struct, object, path);
        }
        if (type instanceof ModelType.ListOf list && value instanceof ArrayNode items) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            for (int i = 0; i < items.size(); i++) {
                result.add(value(list.items(), items.get(i), path + "[" + i + "]"));
            }
            return result;
        }
        if (type instanceof ModelType.MapOf map && value instanceof ObjectNode object) {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                result.set(field.getKey(), value(map.values(), field.getValue(), path + "." + field.getKey()));
            }
            return result;
        }
        return value.deepCopy();
    }

    private ObjectNode struct(ModelType.Struct struct, ObjectNode object, String path) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        Map<String, ModelType> fields = struct.fields();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
            ModelType type = fields.get(field.getKey());
            if (type == null) {
                dropped.add(below);
            } else if (!field.getValue().isNull()) {
                result.set(field.getKey(), value(type, field.getValue(), below));
            }
        }
        return result;
    }
}
