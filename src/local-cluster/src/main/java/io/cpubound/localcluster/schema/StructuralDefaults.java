package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fills in a CRD's defaults, from the outside in: the default of an object is put in first, and then gets the defaults of
 * its fields. A null where null is not allowed counts as absent.
 */
final class StructuralDefaults {

    private StructuralDefaults() {}

    /** Changes the value. */
    static void fill(JsonNode value, @Nullable Structural schema) {
        if (schema == null) {
            return;
        }
        if (value instanceof ObjectNode object) {
            fillObject(object, schema);
        } else if (value instanceof ArrayNode list) {
            Structural items = schema.items();
            for (int i = 0; i < list.size(); i++) {
                if (items != null
                        && isForbiddenNull(list.get(i), items)
                        && !items.defaultValue().isMissingNode()) {
                    list.set(i, items.defaultValue().deepCopy());
                }
                fill(list.get(i), items);
            }
        }
    }

    private static void fillObject(ObjectNode object, Structural schema) {
        schema.properties().forEach((name, property) -> {
            JsonNode value = object.get(name);
            boolean absent = value == null || isForbiddenNull(value, property);
            if (absent && !property.defaultValue().isMissingNode()) {
                object.set(name, property.defaultValue().deepCopy());
            }
        });
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            Structural below = below(schema, field.getKey());
            if (below != null
                    && isForbiddenNull(field.getValue(), below)
                    && !below.defaultValue().isMissingNode()) {
                field.setValue(below.defaultValue().deepCopy());
            }
            fill(field.getValue(), below);
        }
    }

    /** Removes the nulls that no default replaced and no schema allows; changes the value. */
    static void dropNulls(JsonNode value, @Nullable Structural schema) {
        if (schema == null) {
            return;
        }
        if (value instanceof ObjectNode object) {
            Set<String> nulls = new HashSet<>();
            for (Map.Entry<String, JsonNode> field : object.properties()) {
                Structural below = schema.properties().get(field.getKey());
                if (below != null && isForbiddenNull(field.getValue(), below)) {
                    nulls.add(field.getKey());
                }
            }
            object.remove(nulls);
            object.properties().forEach(field -> dropNulls(field.getValue(), below(schema, field.getKey())));
        } else if (value instanceof ArrayNode list) {
            list.forEach(item -> dropNulls(item, schema.items()));
        }
    }

    private static @Nullable Structural below(Structural schema, String name) {
        Structural property = schema.properties().get(name);
        return property != null ? property : schema.additional();
    }

    private static boolean isForbiddenNull(JsonNode value, Structural schema) {
        return value.isNull() && !schema.nullable();
    }
}
