package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.PatchType;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Strategic merge patch, what {@code kubectl apply} sends for built-in kinds: a merge patch that knows by which key the
 * items of a list are found, with directives ({@code $patch}, {@code $retainKeys}, {@code $setElementOrder/...},
 * {@code $deleteFromPrimitiveList/...}).
 */
public final class StrategicMergePatch {

    private static final String DIRECTIVE = "$patch";
    private static final String RETAIN_KEYS = "$retainKeys";
    private static final String ELEMENT_ORDER = "$setElementOrder/";
    private static final String DELETE_SCALARS = "$deleteFromPrimitiveList/";

    private StrategicMergePatch() {}

    /**
     * The target as the patch leaves it.
     *
     * @throws PatchException 400 when the patch is no object or its $retainKeys are wrong, 500 for other directives that make no sense, as the real server has it
     */
    public static ObjectNode apply(PatchType type, ObjectNode target, JsonNode patch) {
        if (!(patch instanceof ObjectNode changes)) {
            throw PatchException.badRequest("json: cannot unmarshal into Go value of type map[string]interface {}");
        }
        return mergeObject(Optional.of(type), target.deepCopy(), changes.deepCopy());
    }

    /** Both arguments are used up. */
    private static ObjectNode mergeObject(Optional<PatchType> type, ObjectNode original, ObjectNode patch) {
        JsonNode directive = patch.get(DIRECTIVE);
        if (directive == null) {
            return mergeFields(type, original, patch);
        }
        return switch (directive.asText()) {
            case "replace" -> patch.without(DIRECTIVE);
            case "delete" -> JsonNodeFactory.instance.objectNode();
            default -> throw unknownDirective(directive, patch);
        };
    }

    private static PatchException unknownDirective(JsonNode directive, JsonNode patch) {
        return PatchException.internal(
                "unknown patch type: " + GoText.plain(directive) + " in map: " + GoText.plain(patch));
    }

    private static ObjectNode mergeFields(Optional<PatchType> type, ObjectNode original, ObjectNode patch) {
        retainKeys(original, patch);
        Set<String> names = new TreeSet<>();
        patch.fieldNames().forEachRemaining(name -> names.add(fieldOf(name)));
        for (String name : names) {
            mergeField(type, original, patch, name);
        }
        return original;
    }

    private static String fieldOf(String name) {
        return name.startsWith(ELEMENT_ORDER)
                ? name.substring(ELEMENT_ORDER.length())
                : name.startsWith(DELETE_SCALARS) ? name.substring(DELETE_SCALARS.length()) : name;
    }

    private static void mergeField(Optional<PatchType> type, ObjectNode original, ObjectNode patch, String name) {
        Optional<PatchType.Field> field = type.map(known -> known.field(name));
        JsonNode change = patch.get(name);
        JsonNode order = patch.get(ELEMENT_ORDER + name);
        if (order != null) {
            JsonNode before = original.get(name);
            mergeOrdered(field, before, change, list(order)).ifPresent(ordered -> original.set(name, ordered));
        } else if (change != null && change.isNull()) {
            original.remove(name);
        } else if (change != null) {
            merged(field, original.get(name), change)
                    .ifPresentOrElse(value -> original.set(name, value), () -> original.remove(name));
        }
        if (patch.get(DELETE_SCALARS + name) instanceof ArrayNode gone
                && original.get(name) instanceof ArrayNode list) {
            original.set(name, withoutScalars(list, gone));
        }
    }

    /** The list; an empty one when there is none. */
    private static ArrayNode list(@Nullable JsonNode value) {
        if (value == null) {
            return JsonNodeFactory.instance.arrayNode();
        }
        if (value instanceof ArrayNode list) {
            return list;
        }
        String type = value.isNull() ? "%!s(<nil>)" : GoText.type(value);
        throw PatchException.internal("expected a []interface {}, but received a " + type);
    }

    /** A patch with an order: the two lists merged, in that order; empty when there is neither. */
    private static Optional<JsonNode> mergeOrdered(
            Optional<PatchType.Field> field, @Nullable JsonNode before, @Nullable JsonNode change, ArrayNode order) {
        String mergeKey = field.map(known -> known.strategy().mergeKey()).orElse("");
        ArrayNode old = list(before);
        ArrayNode changes = list(change);
        checkOrder(changes, order, mergeKey);
        if (before == null && change == null) {
            return Optional.empty();
        }
        JsonNode merged =
                change == null ? old : before == null ? withoutDirectives(changes) : merge(field, old, changes);
        if (old.isEmpty() && changes.isEmpty()) {
            throw PatchException.internal("no elements in any of the given slices");
        }
        list(merged).forEach(item -> withKey(item, mergeKey));
        ArrayNode live = before == null ? old : serverOrder(old, changes, mergeKey);
        return Optional.of(ListOrder.of(list(merged), order, live, mergeKey));
    }

    /** The live order; the real one merges in place, so that what a patch adds is in it where the patch deletes as much. */
    private static ArrayNode serverOrder(ArrayNode before, ArrayNode changes, String mergeKey) {
        ArrayNode order = before.deepCopy();
        boolean replace = false;
        for (JsonNode item : changes) {
            replace |= item.path(DIRECTIVE).asText().equals("replace");
            if (item.path(DIRECTIVE).asText().equals("delete")) {
                deleteItem(order, item, mergeKey);
            }
        }
        for (JsonNode item : changes) {
            boolean added = !replace && !item.has(DIRECTIVE) && ListOrder.indexOf(order, item, mergeKey) < 0;
            if (added && order.size() < before.size()) {
                order.add(item);
            }
        }
        return order;
    }

    private static JsonNode merge(Optional<PatchType.Field> field, ArrayNode before, ArrayNode change) {
        return merged(field, before, change).orElse(before);
    }

    private static Optional<JsonNode> merged(
            Optional<PatchType.Field> field, @Nullable JsonNode before, JsonNode change) {
        Optional<PatchType> type = field.flatMap(PatchType.Field::type);
        if (before instanceof ObjectNode object && change instanceof ObjectNode changes) {
            return Optional.of(mergeObject(type, object, changes));
        }
        boolean merges = field.map(known -> known.strategy().merges()).orElse(false);
        if (merges && before instanceof ArrayNode list && change instanceof ArrayNode changes) {
            String mergeKey = field.map(known -> known.strategy().mergeKey()).orElse("");
            return Optional.of(mergeList(type, list, changes, mergeKey));
        }
        if (before != null && before.isArray() && change.isArray() && !merges) {
            return Optional.of(change);
        }
        return Optional.ofNullable(withoutDirectives(change));
    }

    private static ArrayNode mergeList(Optional<PatchType> type, ArrayNode original, ArrayNode patch, String mergeKey) {
        if (mergeKey.isEmpty()) {
            ArrayNode both = JsonNodeFactory.instance.arrayNode();
            Stream.concat(original.valueStream(), patch.valueStream()).forEach(item -> {
                if (ListOrder.indexOf(both, item, "") < 0) {
                    both.add(item);
                }
            });
            return ListOrder.of(both, patch, original, "");
        }
        ArrayNode rest = original.deepCopy();
        ArrayNode changes = JsonNodeFactory.instance.arrayNode();
        boolean replace = false;
        for (JsonNode item : patch) {
            String directive = item.path(DIRECTIVE).asText();
            switch (directive) {
                case "" -> changes.add(item);
                case "replace" -> replace = true;
                case "delete" -> deleteItem(rest, item, mergeKey);
                case "merge" -> throw PatchException.internal("merging lists cannot yet be specified in the patch");
                default -> throw unknownDirective(item.path(DIRECTIVE), item);
            }
        }
        if (replace) {
            changes.forEach(item -> withKey(item, mergeKey));
            return changes;
        }
        for (JsonNode item : changes) {
            int at = ListOrder.indexOf(rest, withKey(item, mergeKey), mergeKey);
            if (at < 0) {
                rest.add(item); // With the directives below it, as the real one does; they are no fields and get lost.
            } else if (rest.get(at) instanceof ObjectNode before && item instanceof ObjectNode change) {
                rest.set(at, mergeObject(type, before, change.deepCopy()));
            }
        }
        return ListOrder.of(rest, changes, original, mergeKey);
    }

    private static void deleteItem(ArrayNode list, JsonNode item, String mergeKey) {
        int at = ListOrder.indexOf(list, withKey(item, mergeKey), mergeKey);
        while (at >= 0) {
            list.remove(at);
            at = ListOrder.indexOf(list, item, mergeKey);
        }
    }

    private static JsonNode withKey(JsonNode item, String mergeKey) {
        if (!mergeKey.isEmpty() && !item.has(mergeKey)) {
            throw PatchException.internal(
                    "map: " + GoText.plain(item) + " does not contain declared merge key: " + mergeKey);
        }
        return item;
    }

    private static ArrayNode withoutScalars(ArrayNode list, ArrayNode gone) {
        ArrayNode rest = JsonNodeFactory.instance.arrayNode();
        list.forEach(item -> {
            if (ListOrder.indexOf(gone, item, "") < 0) {
                rest.add(item);
            }
        });
        return rest;
    }

    private static void retainKeys(ObjectNode original, ObjectNode patch) {
        JsonNode retained = patch.remove(RETAIN_KEYS);
        if (retained == null) {
            return;
        }
        Set<String> keys = new HashSet<>();
        retained.forEach(key -> keys.add(key.asText()));
        for (Map.Entry<String, JsonNode> change : patch.properties()) {
            boolean directive = !fieldOf(change.getKey()).equals(change.getKey());
            if (!retained.isArray() || (!change.getValue().isNull() && !directive && !keys.contains(change.getKey()))) {
                throw PatchException.badRequest("invalid patch format of retainKeys");
            }
        }
        original.retain(keys);
    }

    /** What the patch adds must be in the order it gives, in that order. */
    private static void checkOrder(ArrayNode change, ArrayNode order, String mergeKey) {
        List<JsonNode> kept = change.valueStream()
                .filter(item -> !item.path(DIRECTIVE).asText().equals("delete"))
                .toList();
        int at = 0;
        for (int i = 0; i < order.size() && at < kept.size(); ) {
            JsonNode item = kept.get(at);
            boolean directive = item.has(DIRECTIVE);
            if (directive || ListOrder.same(withKey(item, mergeKey), withKey(order.get(i), mergeKey), mergeKey)) {
                at++;
            }
            i += directive ? 0 : 1;
        }
        if (at < kept.size() && !order.isEmpty()) {
            throw PatchException.internal("The order in patch list:\n" + GoText.plain(change)
                    + "\n doesn't match $setElementOrder list:\n" + GoText.plain(order) + "\n");
        }
    }

    /** The value as it goes where nothing was; null when it is a directive itself. */
    private static @Nullable JsonNode withoutDirectives(JsonNode value) {
        if (value instanceof ObjectNode object) {
            if (object.has(DIRECTIVE)) {
                return null;
            }
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> {
                JsonNode rest = withoutDirectives(field.getValue());
                if (rest != null && !rest.isNull() && !field.getKey().startsWith("$")) {
                    result.set(field.getKey(), rest);
                }
            });
            return result;
        }
        if (value instanceof ArrayNode list) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            list.forEach(item -> {
                JsonNode rest = withoutDirectives(item);
                if (rest != null) {
                    result.add(rest);
                }
            });
            return result;
        }
        return value;
    }
}
