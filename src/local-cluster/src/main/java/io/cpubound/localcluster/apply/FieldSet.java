package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.TypeNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A set of paths, as FieldsV1 writes it. A path and the paths below it are separate members: {@code spec} is not in the
 * set of {@code spec.replicas}. Grown with {@link #insert} by its maker; every other method makes a new set.
 */
final class FieldSet {

    private record Node(boolean member, FieldSet below) {}

    private static final Node NONE = new Node(false, new FieldSet());

    private final NavigableMap<PathElement, Node> nodes = new TreeMap<>();

    static FieldSet of(String... path) {
        FieldSet set = new FieldSet();
        List<PathElement> elements = new ArrayList<>();
        for (String name : path) {
            elements.add(new PathElement.Field(name));
        }
        set.insert(elements);
        return set;
    }

    /** Adds a path; the empty path is no member of any set. */
    void insert(List<PathElement> path) {
        if (path.isEmpty()) {
            return;
        }
        PathElement first = path.get(0);
        Node node = nodes.getOrDefault(first, new Node(false, new FieldSet()));
        if (path.size() == 1) {
            nodes.put(first, new Node(true, node.below));
        } else {
            node.below.insert(path.subList(1, path.size()));
            nodes.put(first, node);
        }
    }

    boolean isEmpty() {
        return nodes.isEmpty();
    }

    boolean hasMember(PathElement element) {
        return node(element).member;
    }

    boolean has(List<PathElement> path) {
        FieldSet set = this;
        for (PathElement element : path.subList(0, path.size() - 1)) {
            set = set.below(element);
        }
        return set.hasMember(path.get(path.size() - 1));
    }

    /** The paths below an element, without that element; empty when there are none. Not to be changed. */
    FieldSet below(PathElement element) {
        return node(element).below;
    }

    private Node node(PathElement element) {
        return nodes.getOrDefault(element, NONE);
    }

    private void put(PathElement element, boolean member, FieldSet below) {
        if (member || !below.isEmpty()) {
            nodes.put(element, new Node(member, below));
        }
    }

    FieldSet union(FieldSet other) {
        FieldSet result = new FieldSet();
        result.nodes.putAll(nodes);
        other.nodes.forEach((element, node) -> {
            Node mine = node(element);
            result.put(element, mine.member || node.member, mine.below.union(node.below));
        });
        return result;
    }

    FieldSet intersection(FieldSet other) {
        FieldSet result = new FieldSet();
        nodes.forEach((element, node) -> {
            Node theirs = other.node(element);
            result.put(element, node.member && theirs.member, node.below.intersection(theirs.below));
        });
        return result;
    }

    /** The paths that are not in the other set: taking {@code spec} away leaves {@code spec.replicas}. */
    FieldSet minus(FieldSet other) {
        FieldSet result = new FieldSet();
        nodes.forEach((element, node) -> {
            Node theirs = other.node(element);
            result.put(element, node.member && !theirs.member, node.below.minus(theirs.below));
        });
        return result;
    }

    /** The paths that are neither in the other set nor below a path of it. */
    FieldSet minusAllBelow(FieldSet other) {
        FieldSet result = new FieldSet();
        nodes.forEach((element, node) -> {
            Node theirs = other.node(element);
            if (!theirs.member) {
                result.put(element, node.member, node.below.minusAllBelow(theirs.below));
            }
        });
        return result;
    }

    /**
     * With every declared field on the way to a member: {@code spec.replicas} gives {@code spec} too, a map's key or a
     * list's item is not added.
     */
    FieldSet withNamedFields(@Nullable TypeNode type) {
        FieldSet result = new FieldSet();
        nodes.forEach((element, node) -> {
            boolean named = !node.below.isEmpty()
                    && element instanceof PathElement.Field field
                    && type instanceof TypeNode.Struct struct
                    && struct.fields().containsKey(field.name());
            result.put(element, node.member || named, node.below.withNamedFields(TypedWalk.child(type, element)));
        });
        return result;
    }

    /** Every member; at each level the members themselves before what lies below. */
    List<List<PathElement>> paths() {
        List<List<PathElement>> all = new ArrayList<>();
        collect(List.of(), all);
        return all;
    }

    private void collect(List<PathElement> prefix, List<List<PathElement>> all) {
        nodes.forEach((element, node) -> {
            if (node.member) {
                all.add(append(prefix, element));
            }
        });
        nodes.forEach((element, node) -> node.below.collect(append(prefix, element), all));
    }

    static List<PathElement> append(List<PathElement> path, PathElement element) {
        List<PathElement> longer = new ArrayList<>(path);
        longer.add(element);
        return longer;
    }

    /** {@code .spec.containers[name="app"].image} */
    static String text(List<PathElement> path) {
        StringBuilder text = new StringBuilder();
        path.forEach(text::append);
        return text.toString();
    }

    /** As FieldsV1. */
    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        nodes.forEach((element, node) -> {
            ObjectNode below = json.putObject(element.encoded());
            if (node.member && !node.below.isEmpty()) {
                below.putObject(".");
            }
            below.setAll(node.below.toJson());
        });
        return json;
    }

    /** @throws IllegalArgumentException when a key is no path element */
    static FieldSet fromJson(JsonNode json) {
        FieldSet set = new FieldSet();
        for (Map.Entry<String, JsonNode> field : json.properties()) {
            if (!field.getKey().equals(".")) {
                FieldSet below = fromJson(field.getValue());
                boolean member = below.isEmpty() || field.getValue().has(".");
                PathElement.parse(field.getKey()).ifPresent(element -> set.put(element, member, below));
            }
        }
        return set;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FieldSet set && nodes.equals(set.nodes);
    }

    @Override
    public int hashCode() {
        return nodes.hashCode();
    }

    @Override
    public String toString() {
        return toJson().toString();
    }
}
