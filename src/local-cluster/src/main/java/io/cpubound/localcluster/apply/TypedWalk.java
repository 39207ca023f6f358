package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.TypeNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What every walk over a typed value asks: is this a leaf, what is the type below, by which path element is an item found. */
final class TypedWalk {

    /** How a value is treated. */
    enum Shape {
        LEAF,
        MAP,
        LIST
    }

    private TypedWalk() {}

    /** The treatment of a value, absent (null) included; only a type without a schema looks at the value. */
    static Shape shape(TypeNode type, @Nullable JsonNode value) {
        if (type instanceof TypeNode.Struct) {
            return Shape.MAP;
        }
        if (type instanceof TypeNode.MapList || type instanceof TypeNode.SetList) {
            return Shape.LIST;
        }
        if (type instanceof TypeNode.Deduced && (value == null || value.isNull() || value.isObject())) {
            return Shape.MAP;
        }
        return Shape.LEAF;
    }

    /** The type of what an element leads to; null where the type knows of nothing there. */
    static @Nullable TypeNode child(@Nullable TypeNode type, PathElement element) {
        if (type instanceof TypeNode.Struct struct && element instanceof PathElement.Field field) {
            TypeNode known = struct.fields().get(field.name());
            return known != null ? known : struct.others();
        }
        if (type instanceof TypeNode.Deduced && element instanceof PathElement.Field) {
            return type;
        }
        if (type instanceof TypeNode.MapList list && element instanceof PathElement.Key) {
            return list.items();
        }
        if (type instanceof TypeNode.SetList set && element instanceof PathElement.Value) {
            return set.items();
        }
        return null;
    }

    /** As {@link #child}; where the type knows of nothing the value is a leaf. */
    static TypeNode childOrLeaf(TypeNode type, PathElement element) {
        TypeNode child = child(type, element);
        return child != null ? child : new TypeNode.Atomic();
    }

    static boolean declares(TypeNode type, String field) {
        return type instanceof TypeNode.Struct struct && struct.fields().containsKey(field);
    }

    /** How an item of a list is found; empty when it is no object, has no key at all, or is no scalar of a set. */
    static Optional<PathElement> element(TypeNode type, JsonNode item) {
        if (!(type instanceof TypeNode.MapList list)) {
            return item.isValueNode() && !item.isNull() ? Optional.of(new PathElement.Value(item)) : Optional.empty();
        }
        if (!item.isObject()) {
            return Optional.empty();
        }
        SortedMap<String, JsonNode> fields = new TreeMap<>();
        for (String key : list.keys()) {
            JsonNode value = item.get(key);
            if (value == null) {
                value = list.defaults().get(key);
            }
            if (value != null) {
                fields.put(key, value);
            }
        }
        return fields.isEmpty() ? Optional.empty() : Optional.of(new PathElement.Key(fields));
    }

    /** Whether there is nothing in a value that is treated as such a container; one of another kind counts as absent. */
    static boolean isEmpty(Shape shape, @Nullable JsonNode value) {
        return value == null || value.isEmpty() || (shape == Shape.MAP ? !value.isObject() : !value.isArray());
    }

    /** The value as an object; null when it is absent, null, or something else. */
    static @Nullable ObjectNode object(@Nullable JsonNode value) {
        return value instanceof ObjectNode object ? object : null;
    }

    /** The items of a value that is a list; none when it is something else. */
    static List<JsonNode> items(@Nullable JsonNode value) {
        List<JsonNode> items = new ArrayList<>();
        if (value != null && value.isArray()) {
            value.forEach(items::add);
        }
        return items;
    }

    /** Every leaf and every item that a value mentions. */
    static FieldSet fields(TypeNode type, JsonNode value) {
        FieldSet set = new FieldSet();
        collect(type, value, new ArrayList<>(), set);
        return set;
    }

    private static void collect(TypeNode type, JsonNode value, List<PathElement> path, FieldSet set) {
        switch (shape(type, value)) {
            case LEAF -> set.insert(path);
            case MAP ->
                value.properties().forEach(field -> {
                    PathElement element = new PathElement.Field(field.getKey());
                    JsonNode child = field.getValue();
                    List<PathElement> below = FieldSet.append(path, element);
                    collect(childOrLeaf(type, element), child, below, set);
                    boolean nothingInIt = child.isNull() || (child.isObject() && child.isEmpty());
                    if (nothingInIt || !declares(type, field.getKey())) {
                        set.insert(below);
                    }
                });
            case LIST -> collectItems(type, items(value), path, set);
        }
    }

    private static void collectItems(TypeNode type, List<JsonNode> items, List<PathElement> path, FieldSet set) {
        Set<PathElement> seen = new HashSet<>();
        Set<PathElement> twice = new HashSet<>();
        items.forEach(item -> element(type, item).ifPresent(element -> {
            if (!seen.add(element)) {
                twice.add(element);
            }
        }));
        for (JsonNode item : items) {
            element(type, item).ifPresent(element -> {
                List<PathElement> below = FieldSet.append(path, element);
                if (!twice.contains(element)) {
                    collect(childOrLeaf(type, element), item, below, set);
                }
                set.insert(below);
            });
        }
    }
}
