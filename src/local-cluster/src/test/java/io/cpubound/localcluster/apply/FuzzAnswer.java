package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.apply.ManagedFields.Owner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a write gives, in a form that two can be compared in. Of several errors Go says some, in random order, so that
 * then only the refusal counts; of several unknown fields it names one.
 */
record FuzzAnswer(JsonNode object, SortedSet<String> managed, SortedSet<String> conflicts, String error) {

    static final String SEVERAL = "several errors";

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    static FuzzAnswer of(JsonNode answer) {
        TreeSet<String> managed = new TreeSet<>();
        for (JsonNode entry : answer.path("managed")) {
            managed.add(entry.path("manager").asText() + " "
                    + entry.path("operation").asText() + " "
                    + entry.path("apiVersion").asText() + " "
                    + entry.path("subresource").asText() + " " + entry.path("fieldsV1"));
        }
        TreeSet<String> conflicts = new TreeSet<>();
        for (JsonNode conflict : answer.path("conflicts")) {
            conflicts.add(ownerText(conflict.path("owner").asText()) + " "
                    + conflict.path("path").asText());
        }
        String error = answer.path("error").asText();
        return new FuzzAnswer(
                sorted(answer.path("object")),
                managed,
                conflicts,
                error.contains("\n") ? SEVERAL : error.replaceFirst("[.]\\w+: field not", ": a field not"));
    }

    /**
     * With the items of maps and sets in one order, of conflicts the owners (their paths are mixed up in old versions),
     * and without an error's text: what old versions share with new ones.
     */
    FuzzAnswer loose(FuzzType type) {
        TreeSet<String> owners = new TreeSet<>();
        conflicts.forEach(conflict -> owners.add(conflict.substring(0, conflict.indexOf(" ."))));
        return new FuzzAnswer(canonical(type, object), managed, owners, error.isEmpty() ? "" : "refused");
    }

    /** Whether this has a null where the other has something else or nothing. */
    boolean hasNullsThatAreNoneIn(FuzzAnswer other) {
        return emptied(object, other.object);
    }

    /** Whether what the other lacks are merged lists that are here, of whose items nobody owns anything, and nothing else. */
    boolean hasUnownedListsThatAreNoneIn(FuzzAnswer other, FuzzType type) throws JsonProcessingException {
        List<JsonNode> owners = new ArrayList<>();
        for (String entry : managed) {
            owners.add(new ObjectMapper().readTree(entry.substring(entry.indexOf('{'))));
        }
        return managed.equals(other.managed)
                && !object.equals(other.object)
                && owned(type, object, other.object, owners).equals(other.object);
    }

    private static JsonNode owned(FuzzType type, JsonNode value, JsonNode other, List<JsonNode> owners) {
        if (!(value instanceof ObjectNode object) || !(type instanceof FuzzType.StructOf struct)) {
            return value;
        }
        ObjectNode result = JSON.objectNode();
        object.properties().forEach(field -> {
            String name = field.getKey();
            FuzzType below = struct.fields().getOrDefault(name, new FuzzType.Free());
            List<JsonNode> itsOwners = owners.stream()
                    .map(owner -> owner.path("f:" + name))
                    .filter(owner -> !owner.isMissingNode())
                    .toList();
            boolean merged = below instanceof FuzzType.MapListOf || below instanceof FuzzType.SetOf;
            if (!merged || other.has(name) || !itsOwners.isEmpty()) {
                result.set(name, owned(below, field.getValue(), other.path(name), itsOwners));
            }
        });
        return result;
    }

    private static String ownerText(String owner) {
        String[] parts = owner.split("\\|", -1);
        return parts.length == 4
                ? "conflict with " + new Owner(parts[0], parts[1].equals("Apply"), parts[2], parts[3]).text()
                : owner;
    }

    /** The same value with its keys in order. */
    static JsonNode sorted(JsonNode value) {
        if (value instanceof ObjectNode object) {
            Map<String, JsonNode> fields = new TreeMap<>();
            object.properties().forEach(field -> fields.put(field.getKey(), sorted(field.getValue())));
            return JSON.objectNode().setAll(fields);
        }
        if (value instanceof ArrayNode list) {
            ArrayNode items = JSON.arrayNode();
            list.forEach(item -> items.add(sorted(item)));
            return items;
        }
        return value.isNumber() ? JSON.numberNode(value.doubleValue()) : value;
    }

    static JsonNode canonical(FuzzType type, JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode result = JSON.objectNode();
            object.properties().forEach(field -> {
                FuzzType below = type instanceof FuzzType.StructOf struct
                        ? struct.fields().getOrDefault(field.getKey(), new FuzzType.Free())
                        : type instanceof FuzzType.MapOf map ? map.values() : new FuzzType.Free();
                result.set(field.getKey(), canonical(below, field.getValue()));
            });
            return result;
        }
        boolean keyed = type instanceof FuzzType.MapListOf || type instanceof FuzzType.SetOf;
        if (!keyed || !(value instanceof ArrayNode list)) {
            return value;
        }
        Map<String, JsonNode> items = new TreeMap<>();
        for (JsonNode item : list) {
            JsonNode below = type instanceof FuzzType.MapListOf map ? canonical(map.items(), item) : item;
            items.put(
                    TypedWalk.element(type.node(), item)
                            .map(PathElement::encoded)
                            .orElse(""),
                    below);
        }
        return JSON.arrayNode().addAll(items.values());
    }

    private static boolean emptied(JsonNode value, @Nullable JsonNode other) {
        if (value.isNull()) {
            return other == null || !other.isNull();
        }
        JsonNode beside = other == null ? NullNode.instance : other;
        boolean found = false;
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            found |= emptied(field.getValue(), beside.get(field.getKey()));
        }
        for (int i = 0; value.isArray() && i < value.size(); i++) {
            found |= emptied(value.get(i), beside.get(i));
        }
        return found;
    }
}
