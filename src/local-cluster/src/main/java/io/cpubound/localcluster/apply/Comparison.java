package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.TypeNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What differs between two states of an object, as paths. */
record Comparison(FieldSet removed, FieldSet modified, FieldSet added) {

    static Comparison of(TypeNode type, ObjectNode before, ObjectNode after) {
        Comparison result = new Comparison(new FieldSet(), new FieldSet(), new FieldSet());
        result.compare(type, before, after, new ArrayList<>());
        return result;
    }

    /** Without the paths (and what is below them) that the writer cannot change. */
    Comparison without(FieldSet ignored) {
        return new Comparison(
                removed.minusAllBelow(ignored), modified.minusAllBelow(ignored), added.minusAllBelow(ignored));
    }

    FieldSet changed() {
        return modified.union(added);
    }

    private void compare(TypeNode type, @Nullable JsonNode before, @Nullable JsonNode after, List<PathElement> path) {
        TypedWalk.Shape shapeBefore = TypedWalk.shape(type, before);
        TypedWalk.Shape shapeAfter = TypedWalk.shape(type, after);
        boolean leaf;
        if (after == null) {
            leaf = compareAs(shapeBefore, type, before, null, path);
        } else if (before == null || shapeBefore == shapeAfter) {
            leaf = compareAs(shapeAfter, type, before, after, path);
        } else {
            // Without a schema a scalar may have become an object: both views count.
            compareAs(shapeBefore, type, before, after, path);
            leaf = compareAs(shapeAfter, type, before, after, path);
        }
        if (!leaf) {
            if (before == null) {
                added.insert(path);
            } else if (after == null) {
                removed.insert(path);
            }
        }
    }

    /** True when the value was taken as a whole. */
    private boolean compareAs(
            TypedWalk.Shape shape,
            TypeNode type,
            @Nullable JsonNode before,
            @Nullable JsonNode after,
            List<PathElement> path) {
        // Two empty containers are a leaf, so that null and empty stay different.
        boolean leaf =
                shape == TypedWalk.Shape.LEAF || (TypedWalk.isEmpty(shape, before) && TypedWalk.isEmpty(shape, after));
        if (leaf) {
            compareLeaf(before, after, path);
        } else if (shape == TypedWalk.Shape.MAP) {
            compareFields(type, TypedWalk.object(before), TypedWalk.object(after), path);
        } else {
            compareItems(type, TypedWalk.items(before), TypedWalk.items(after), path);
        }
        return leaf;
    }

    private void compareLeaf(@Nullable JsonNode before, @Nullable JsonNode after, List<PathElement> path) {
        if (before == null) {
            added.insert(path);
        } else if (after == null) {
            removed.insert(path);
        } else if (!Values.equal(before, after)) {
            modified.insert(path);
        }
    }

    private void compareFields(
            TypeNode type, @Nullable ObjectNode before, @Nullable ObjectNode after, List<PathElement> path) {
        Set<String> names = new LinkedHashSet<>();
        if (before != null) {
            before.fieldNames().forEachRemaining(names::add);
        }
        if (after != null) {
            after.fieldNames().forEachRemaining(names::add);
        }
        for (String name : names) {
            PathElement element = new PathElement.Field(name);
            compare(
                    TypedWalk.childOrLeaf(type, element),
                    before == null ? null : before.get(name),
                    after == null ? null : after.get(name),
                    FieldSet.append(path, element));
        }
    }

    private void compareItems(TypeNode type, List<JsonNode> before, List<JsonNode> after, List<PathElement> path) {
        Map<PathElement, List<JsonNode>> left = byElement(type, before);
        Map<PathElement, List<JsonNode>> right = byElement(type, after);
        Set<PathElement> elements = new LinkedHashSet<>(left.keySet());
        elements.addAll(right.keySet());
        for (PathElement element : elements) {
            compareItem(
                    type,
                    left.getOrDefault(element, List.of()),
                    right.getOrDefault(element, List.of()),
                    element,
                    FieldSet.append(path, element));
        }
    }

    /** Items that occur twice under one key are owned as one, without what is in them. */
    private void compareItem(
            TypeNode type, List<JsonNode> left, List<JsonNode> right, PathElement element, List<PathElement> path) {
        TypeNode items = TypedWalk.childOrLeaf(type, element);
        if (left.size() <= 1 && right.size() <= 1) {
            compare(items, firstOf(left), firstOf(right), path);
        } else if (left.size() >= 2 && right.size() >= 2) {
            if (!same(left, right)) {
                modified.insert(path);
            }
        } else if (left.size() >= 2) {
            if (!right.isEmpty()) {
                compare(items, null, right.get(0), path);
            }
            removed.insert(path);
        } else {
            if (!left.isEmpty()) {
                compare(items, left.get(0), null, path);
            }
            added.insert(path);
        }
    }

    private static boolean same(List<JsonNode> left, List<JsonNode> right) {
        boolean same = left.size() == right.size();
        for (int i = 0; same && i < left.size(); i++) {
            same = Values.equal(left.get(i), right.get(i));
        }
        return same;
    }

    private static @Nullable JsonNode firstOf(List<JsonNode> items) {
        return items.isEmpty() ? null : items.get(0);
    }

    private static Map<PathElement, List<JsonNode>> byElement(TypeNode type, List<JsonNode> items) {
        Map<PathElement, List<JsonNode>> result = new LinkedHashMap<>();
        for (JsonNode item : items) {
            TypedWalk.element(type, item).ifPresent(element -> result.computeIfAbsent(element, any -> new ArrayList<>())
                    .add(item));
        }
        return result;
    }
}
