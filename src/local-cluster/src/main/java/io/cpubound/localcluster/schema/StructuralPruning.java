package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Drops what a structural schema does not know, unless it preserves unknown fields there. */
final class StructuralPruning {

    private static final Set<String> META = Set.of("apiVersion", "kind", "metadata");

    private final List<String> dropped = new ArrayList<>();

    private StructuralPruning() {}

    /** Changes the object; the paths of what was dropped, sorted. */
    static List<String> prune(ObjectNode object, Structural schema) {
        StructuralPruning pruning = new StructuralPruning();
        pruning.object(object, schema, "", true);
        Collections.sort(pruning.dropped);
        return List.copyOf(pruning.dropped);
    }

    private void value(JsonNode value, @Nullable Structural schema, String path) {
        if (value instanceof ObjectNode object) {
            object(object, schema, path, schema != null && schema.embeddedResource());
        } else if (value instanceof ArrayNode list) {
            for (int i = 0; i < list.size(); i++) {
                Structural items = schema == null ? null : schema.items();
                if (items != null || !preserves(schema)) {
                    value(list.get(i), items, path + "[" + i + "]");
                }
            }
        }
    }

    private void object(ObjectNode object, @Nullable Structural schema, String path, boolean resource) {
        Set<String> unknown = new HashSet<>();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            if (resource && META.contains(name)) {
                continue;
            }
            String below = path.isEmpty() ? name : path + "." + name;
            Structural property = schema == null ? null : schema.properties().get(name);
            if (property == null && schema != null) {
                property = schema.additional();
            }
            if (property != null) {
                value(field.getValue(), property, below);
            } else if (!preserves(schema) && !allowsAnything(schema)) {
                unknown.add(name);
                dropped.add(below);
            }
        }
        object.remove(unknown);
    }

    private static boolean preserves(@Nullable Structural schema) {
        return schema != null && schema.preservesUnknown();
    }

    private static boolean allowsAnything(@Nullable Structural schema) {
        return schema != null && schema.additionalFlag().asBoolean();
    }
}
