package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Random types, and random values of them. The values are few, so that managers meet. */
final class FuzzValues {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    private static final String[] TEXTS = {
        "x", "y", "<&\"é\\", "", "\n\b\u0001\u007f\u2028", "\ud83d\ude00\u200b\uffff", "1"
    };

    private static final double[] FRACTIONS = {0.5, 1.5, 1.0, -2.25, 1e-5, 3e-9, 1e21, 1.5e20};

    private final Random random;
    private final boolean someKeys;
    private boolean duplicates;

    /** With {@code someKeys} an item may have only some of its list's keys. */
    FuzzValues(Random random, boolean someKeys) {
        this.random = random;
        this.someKeys = someKeys;
    }

    /** Whether the same item may be in a list twice, as updates can have it. */
    void allowDuplicates(boolean allowed) {
        duplicates = allowed;
    }

    boolean oneIn(int times) {
        return random.nextInt(times) == 0;
    }

    int below(int bound) {
        return random.nextInt(bound);
    }

    /** A kind with metadata, spec and status. */
    FuzzType.StructOf kind() {
        Map<String, FuzzType> metadata = new TreeMap<>();
        metadata.put("name", new FuzzType.Scalar("string"));
        metadata.put("labels", new FuzzType.MapOf(new FuzzType.Scalar("string")));
        metadata.put("finalizers", new FuzzType.SetOf(new FuzzType.Scalar("string")));
        Map<String, FuzzType> fields = new TreeMap<>();
        fields.put("apiVersion", new FuzzType.Scalar("string"));
        fields.put("kind", new FuzzType.Scalar("string"));
        fields.put("metadata", new FuzzType.StructOf(metadata, Map.of()));
        fields.put("spec", struct(3));
        fields.put("status", struct(1));
        return new FuzzType.StructOf(fields, Map.of());
    }

    private FuzzType type(int depth) {
        return switch (below(depth > 0 ? 10 : 3)) {
            case 0, 1 -> scalar();
            case 2 -> new FuzzType.SetOf(scalar());
            case 3 -> new FuzzType.AtomicList(type(depth - 1));
            case 4 -> new FuzzType.AtomicMap(type(depth - 1));
            case 5 -> new FuzzType.MapOf(type(depth - 1));
            case 6 -> new FuzzType.Free();
            case 7, 8 -> mapList(depth - 1);
            default -> struct(depth - 1);
        };
    }

    private FuzzType.Scalar scalar() {
        return new FuzzType.Scalar(List.of("string", "numeric", "boolean").get(below(3)));
    }

    private FuzzType.StructOf struct(int depth) {
        Map<String, FuzzType> fields = new TreeMap<>();
        for (String name : NAMES) {
            if (!oneIn(3)) {
                fields.put(name, type(depth));
            }
        }
        return new FuzzType.StructOf(fields, Map.of());
    }

    private FuzzType mapList(int depth) {
        Map<String, FuzzType> fields = new TreeMap<>(struct(depth).fields());
        List<String> keys = oneIn(2) ? List.of("k") : List.of("k", "l");
        keys.forEach(key -> fields.put(key, new FuzzType.Scalar("string")));
        Map<String, String> defaults = keys.size() == 2 && oneIn(2) ? Map.of("l", "x") : Map.of();
        return new FuzzType.MapListOf(keys, new FuzzType.StructOf(fields, defaults));
    }

    /** A valid value; in it, nulls and empty containers. */
    JsonNode value(FuzzType type) {
        if (oneIn(25)) {
            return NullNode.instance;
        }
        if (type instanceof FuzzType.Scalar scalar) {
            return scalar(scalar);
        }
        if (type instanceof FuzzType.StructOf struct) {
            return fields(struct);
        }
        if (type instanceof FuzzType.MapOf map) {
            return entries(map.values());
        }
        if (type instanceof FuzzType.AtomicMap map) {
            return entries(map.values());
        }
        if (type instanceof FuzzType.AtomicList list) {
            ArrayNode items = JSON.arrayNode();
            for (int i = below(3); i > 0; i--) {
                items.add(value(list.items()));
            }
            return items;
        }
        if (type instanceof FuzzType.SetOf set) {
            return set(set);
        }
        return type instanceof FuzzType.MapListOf list ? items(list) : free(2);
    }

    private JsonNode scalar(FuzzType.Scalar scalar) {
        return switch (scalar.kind()) {
            case "string" -> TextNode.valueOf(TEXTS[oneIn(8) ? below(TEXTS.length) : below(2)]);
            case "numeric" ->
                oneIn(6) ? JSON.numberNode(FRACTIONS[below(FRACTIONS.length)]) : JSON.numberNode(below(3));
            default -> JSON.booleanNode(oneIn(2));
        };
    }

    private ObjectNode fields(FuzzType.StructOf struct) {
        ObjectNode object = JSON.objectNode();
        struct.fields().forEach((name, type) -> {
            if (!oneIn(3)) {
                object.set(name, value(type));
            }
        });
        return object;
    }

    private ObjectNode entries(FuzzType values) {
        ObjectNode object = JSON.objectNode();
        for (int i = below(3); i > 0; i--) {
            object.set(NAMES.get(below(3)), value(values));
        }
        return object;
    }

    private ArrayNode set(FuzzType.SetOf set) {
        ArrayNode items = JSON.arrayNode();
        Set<PathElement> seen = new HashSet<>();
        for (int i = below(4); i > 0; i--) {
            JsonNode item = scalar(set.items());
            if (seen.add(new PathElement.Value(item)) || duplicates) {
                items.add(item);
            }
        }
        return items;
    }

    private ArrayNode items(FuzzType.MapListOf list) {
        ArrayNode items = JSON.arrayNode();
        Set<PathElement> seen = new HashSet<>();
        for (int i = below(4); i > 0; i--) {
            ObjectNode item = fields(list.items());
            for (String key : list.keys()) {
                boolean needed = list.needed().contains(key) && (!someKeys || key.equals("k") || !oneIn(4));
                if (needed || oneIn(2)) {
                    item.put(key, TEXTS[oneIn(8) ? below(TEXTS.length) : below(2)]);
                } else {
                    item.remove(key);
                }
            }
            if (TypedWalk.element(list.node(), item)
                    .map(seen::add)
                    .filter(fresh -> fresh || duplicates)
                    .isPresent()) {
                items.add(item);
            }
        }
        return items;
    }

    private JsonNode free(int depth) {
        return switch (below(depth > 0 ? 6 : 2)) {
            case 0 -> JSON.numberNode(below(2));
            case 1 -> TextNode.valueOf(TEXTS[below(2)]);
            case 2 -> JSON.arrayNode().add(free(0));
            case 3 -> oneIn(3) ? NullNode.instance : JSON.arrayNode();
            default -> {
                ObjectNode object = JSON.objectNode();
                for (int i = below(3); i > 0; i--) {
                    object.set(NAMES.get(below(3)), free(depth - 1));
                }
                yield object;
            }
        };
    }

    /** Some of one value and some of another: writers repeat most of what they or others wrote. */
    @Nullable JsonNode blend(FuzzType type, @Nullable JsonNode old, @Nullable JsonNode fresh) {
        FuzzType below = type instanceof FuzzType.MapOf map ? map.values() : type;
        boolean granular = type instanceof FuzzType.StructOf || type instanceof FuzzType.MapOf;
        if (granular && old instanceof ObjectNode && fresh instanceof ObjectNode && !oneIn(12)) {
            ObjectNode object = JSON.objectNode();
            Set<String> names = new TreeSet<>();
            old.fieldNames().forEachRemaining(names::add);
            fresh.fieldNames().forEachRemaining(names::add);
            for (String name : names) {
                FuzzType field = type instanceof FuzzType.StructOf struct
                        ? struct.fields().get(name)
                        : below;
                JsonNode value = field == null ? null : blend(field, old.get(name), fresh.get(name));
                if (value != null) {
                    object.set(name, value);
                }
            }
            return object;
        }
        if (type instanceof FuzzType.MapListOf list && old instanceof ArrayNode && fresh instanceof ArrayNode) {
            return blendItems(list, old, fresh);
        }
        JsonNode kept = oneIn(3) ? fresh : old;
        return kept == null ? null : kept.deepCopy();
    }

    private ArrayNode blendItems(FuzzType.MapListOf list, JsonNode old, JsonNode fresh) {
        List<JsonNode> all = new ArrayList<>();
        old.forEach(all::add);
        fresh.forEach(all::add);
        if (oneIn(2)) {
            java.util.Collections.shuffle(all, random);
        }
        ArrayNode items = JSON.arrayNode();
        Set<PathElement> seen = new HashSet<>();
        for (JsonNode item : all) {
            if (!oneIn(3)
                    && TypedWalk.element(list.node(), item).filter(seen::add).isPresent()) {
                items.add(item.deepCopy());
            }
        }
        return items;
    }

    /** The object with a few values of the wrong type, or one field that nobody knows. */
    ObjectNode spoiled(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        List<ObjectNode> objects = new ArrayList<>();
        List<ArrayNode> lists = new ArrayList<>();
        collect(copy.path("spec"), objects, lists);
        if (!lists.isEmpty() && oneIn(2)) {
            ArrayNode list = lists.get(below(lists.size()));
            list.add(list.isEmpty() || oneIn(2) ? wrong() : list.get(0).deepCopy());
        } else if (!objects.isEmpty()) {
            ObjectNode place = objects.get(below(objects.size()));
            place.set(NAMES.get(below(NAMES.size())), wrong());
        } else {
            copy.withObject("/metadata").put("unknown", 1);
        }
        return copy;
    }

    private JsonNode wrong() {
        return switch (below(6)) {
            case 0 -> NullNode.instance;
            case 1 -> JSON.objectNode().put("a", "x").put("b", 1);
            case 2 -> JSON.arrayNode().add("x").add(1.5);
            case 3 -> JSON.booleanNode(true);
            case 4 -> JSON.numberNode(FRACTIONS[below(FRACTIONS.length)]);
            default -> TextNode.valueOf(TEXTS[below(TEXTS.length)]);
        };
    }

    private static void collect(JsonNode value, List<ObjectNode> objects, List<ArrayNode> lists) {
        if (value instanceof ObjectNode object) {
            objects.add(object);
        } else if (value instanceof ArrayNode list) {
            lists.add(list);
        }
        value.forEach(child -> collect(child, objects, lists));
    }
}
