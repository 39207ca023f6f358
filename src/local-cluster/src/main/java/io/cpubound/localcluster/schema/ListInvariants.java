package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** No item twice in a set, no key twice in a list that is a map. */
final class ListInvariants {

    private ListInvariants() {}

    static List<FieldError> check(Structural schema, JsonNode value) {
        List<FieldError> errors = new ArrayList<>();
        visit(schema, value, "", errors);
        return errors;
    }

    private static void visit(@Nullable Structural schema, JsonNode value, String path, List<FieldError> errors) {
        if (schema == null) {
            return;
        }
        if (value.isArray()) {
            checkList(schema, value, path, errors);
            for (int i = 0; i < value.size(); i++) {
                visit(schema.items(), value.get(i), path + "[" + i + "]", errors);
            }
            return;
        }
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            Structural property = schema.properties().get(field.getKey());
            if (property != null) {
                visit(property, field.getValue(), child(path, field.getKey()), errors);
            } else {
                visit(schema.additional(), field.getValue(), path + "[" + field.getKey() + "]", errors);
            }
        }
    }

    private static String child(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static void checkList(Structural schema, JsonNode list, String path, List<FieldError> errors) {
        boolean map = schema.listType().equals("map");
        if (!map && !schema.listType().equals("set")) {
            return;
        }
        Map<JsonNode, Integer> seen = new HashMap<>();
        for (int i = 0; i < list.size(); i++) {
            JsonNode identity = map ? keys(schema, list.get(i)) : list.get(i);
            // The third of a kind is not said again.
            if (seen.merge(identity, 1, Integer::sum) == 2) {
                errors.add(FieldErrors.duplicate(path + "[" + i + "]", identity));
            }
        }
    }

    private static ObjectNode keys(Structural schema, JsonNode item) {
        ObjectNode keys = JsonNodeFactory.instance.objectNode();
        for (String key : schema.listMapKeys()) {
            JsonNode value = item.get(key);
            if (value != null) {
                keys.set(key, value);
            }
        }
        return keys;
    }
}
