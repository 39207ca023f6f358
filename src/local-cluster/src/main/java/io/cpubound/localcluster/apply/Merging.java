package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.TypeNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Puts an applied configuration over a live object, and takes paths out of an object. */
final class Merging {

    private Merging() {}

    /** Both together: the applied leaf wins, nothing is removed, a list that is touched takes the applied order. */
    static ObjectNode merge(TypeNode type, ObjectNode live, ObjectNode applied) {
        return mergeValue(type, live, applied) instanceof ObjectNode merged
                ? merged
                : JsonNodeFactory.instance.objectNode();
    }

    private static @Nullable JsonNode mergeValue(TypeNode type, @Nullable JsonNode live, @Nullable JsonNode applied) {
        TypedWalk.Shape shape = TypedWalk.shape(type, applied != null ? applied : live);
        if (shape == TypedWalk.Shape.LEAF || (TypedWalk.isEmpty(shape, live) && TypedWalk.isEmpty(shape, applied))) {
            JsonNode kept = applied != null ? applied : live;
            return kept == null ? null : kept.deepCopy();
        }
        return shape == TypedWalk.Shape.MAP
                ? mergeFields(type, TypedWalk.object(live), TypedWalk.object(applied))
                : mergeItems(type, TypedWalk.items(live), TypedWalk.items(applied));
    }

    private static @Nullable JsonNode mergeFields(
            TypeNode type, @Nullable ObjectNode live, @Nullable ObjectNode applied) {
        Set<String> names = new LinkedHashSet<>();
        if (live != null) {
            live.fieldNames().forEachRemaining(names::add);
        }
        if (applied != null) {
            applied.fieldNames().forEachRemaining(names::add);
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        for (String name : names) {
            JsonNode merged = mergeValue(
                    TypedWalk.childOrLeaf(type, new PathElement.Field(name)),
                    live == null ? null : live.get(name),
                    applied == null ? null : applied.get(name));
            if (merged != null) {
                result.set(name, merged);
            }
        }
        return result.isEmpty() ? null : result;
    }

    /** An item of a list with its key; a key that the live list has twice merges with nothing. */
    private record Indexed(List<PathElement> order, Map<PathElement, JsonNode> items) {
        static Indexed of(TypeNode type, List<JsonNode> list) {
            Indexed result = new Indexed(new ArrayList<>(), new LinkedHashMap<>());
            for (JsonNode item : list) {
                TypedWalk.element(type, item).ifPresent(element -> {
                    boolean again = result.items.containsKey(element);
                    result.items.put(element, again ? NullNode.instance : item);
                    result.order.add(element);
                });
            }
            return result;
        }

        boolean has(PathElement element) {
            return items.containsKey(element);
        }
    }

    private static @Nullable JsonNode mergeItems(TypeNode type, List<JsonNode> liveItems, List<JsonNode> appliedItems) {
        Indexed live = Indexed.of(type, liveItems);
        Indexed applied = Indexed.of(type, appliedItems);
        Deque<PathElement> shared = new ArrayDeque<>();
        applied.order.stream().filter(live::has).forEach(shared::add);
        @Nullable PathElement nextShared = shared.poll();
        Set<PathElement> done = new HashSet<>();
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        int l = 0;
        int r = 0;
        while (l < live.order.size() || r < applied.order.size()) {
            if (l < live.order.size() && r < applied.order.size()) {
                PathElement element = live.order.get(l);
                if (element.equals(applied.order.get(r))) {
                    done.add(element);
                    addItem(out, type, element, live.items.get(element), applied.items.get(element));
                    l++;
                    r++;
                    nextShared = shared.poll();
                    continue;
                }
                if (applied.has(element) && nextShared != null && !nextShared.equals(element)) {
                    l++; // shared, but its turn comes where the applied list has it
                    continue;
                }
            }
            if (l < live.order.size()) {
                PathElement element = live.order.get(l);
                if (!applied.has(element)) {
                    addItem(out, type, element, liveItems.get(l), null);
                    l++;
                    continue;
                } else if (done.contains(element)) {
                    l++;
                }
            }
            if (r < applied.order.size()) {
                PathElement element = applied.order.get(r);
                done.add(element);
                addItem(out, type, element, live.items.get(element), applied.items.get(element));
                r++;
                if (element.equals(nextShared)) {
                    nextShared = shared.poll();
                }
            }
        }
        return out.isEmpty() ? null : out;
    }

    private static void addItem(
            ArrayNode out, TypeNode type, PathElement element, @Nullable JsonNode live, @Nullable JsonNode applied) {
        JsonNode merged = mergeValue(TypedWalk.childOrLeaf(type, element), live, applied);
        if (merged != null) {
            out.add(merged);
        }
    }

    /** The object without the fields and items of the set. A container that loses all it had stays, empty. */
    static ObjectNode without(TypeNode type, ObjectNode object, FieldSet set) {
        return removed(type, object, set) instanceof ObjectNode result ? result : JsonNodeFactory.instance.objectNode();
    }

    /** Null when nothing is left, unless what is left was touched further down. */
    private static JsonNode removed(TypeNode type, JsonNode value, FieldSet set) {
        return switch (TypedWalk.shape(type, value)) {
            case LEAF -> value.isContainerNode() ? NullNode.instance : value.deepCopy();
            case MAP -> removedFields(type, value, set);
            case LIST -> removedItems(type, value, set);
        };
    }

    private static JsonNode removedFields(TypeNode type, JsonNode value, FieldSet set) {
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        boolean touched = false;
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            PathElement element = new PathElement.Field(field.getKey());
            if (!set.hasMember(element)) {
                touched |= !set.below(element).isEmpty();
                result.set(field.getKey(), removedBelow(type, element, field.getValue(), set));
            }
        }
        return result.isEmpty() && !touched ? NullNode.instance : result;
    }

    private static JsonNode removedItems(TypeNode type, JsonNode value, FieldSet set) {
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        boolean touched = false;
        for (JsonNode item : TypedWalk.items(value)) {
            PathElement element = TypedWalk.element(type, item).orElse(new PathElement.Index(-1));
            if (!set.hasMember(element)) {
                touched |= !set.below(element).isEmpty();
                result.add(removedBelow(type, element, item, set));
            }
        }
        return result.isEmpty() && !touched ? NullNode.instance : result;
    }

    private static JsonNode removedBelow(TypeNode type, PathElement element, JsonNode value, FieldSet set) {
        FieldSet below = set.below(element);
        if (below.isEmpty()) {
            return value.deepCopy();
        }
        JsonNode rest = removed(TypedWalk.childOrLeaf(type, element), value, below);
        if (!rest.isNull()) {
            return rest;
        }
        return value.isObject()
                ? JsonNodeFactory.instance.objectNode()
                : value.isArray() ? JsonNodeFactory.instance.arrayNode() : rest;
    }
}
