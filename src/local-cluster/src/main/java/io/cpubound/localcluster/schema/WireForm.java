package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A built-in object as the real server writes it: its types cannot hold some differences (no list or an empty one, 0 or
 * nothing), so a client never sees them. See {@code left-out.txt}.
 */
final class WireForm {

    private static final Map<String, Set<String>> LEFT_OUT = new HashMap<>();
    private static final Map<String, Set<String>> ALWAYS = new HashMap<>();

    static {
        try (InputStream in = WireForm.class.getResourceAsStream("left-out.txt")) {
            if (in == null) {
                throw new IllegalStateException("left-out.txt is missing");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(WireForm::read);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private WireForm() {}

    private static void read(String line) {
        boolean always = line.startsWith("+ ");
        List<String> words = Arrays.asList((always ? line.substring(2) : line).split(" "));
        (always ? ALWAYS : LEFT_OUT)
                .computeIfAbsent(words.get(0), type -> new HashSet<>())
                .addAll(words.subList(1, words.size()));
    }

    /** The fields that are written even when nothing is in them. */
    static Set<String> always(ModelType.Struct struct) {
        Set<String> names = new HashSet<>(ALWAYS.getOrDefault(struct.name(), Set.of()));
        if (BuiltInKinds.isKind(struct)) {
            names.addAll(Set.of("metadata", "spec", "status"));
        }
        names.retainAll(struct.fields().keySet());
        return Set.copyOf(names);
    }

    private static JsonNode empty(@Nullable ModelType type) {
        return type instanceof ModelType.Struct struct
                ? of(struct, JsonNodeFactory.instance.objectNode())
                : NullNode.instance;
    }

    static ObjectNode of(ModelType.Struct struct, ObjectNode object) {
        Set<String> leftOut = LEFT_OUT.getOrDefault(struct.name(), Set.of());
        Set<String> always = always(struct);
        Map<String, ModelType> fields = struct.fields();
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            ModelType type = fields.getOrDefault(field.getKey(), ModelType.Scalar.ANYTHING);
            JsonNode value = value(type, field.getValue());
            boolean nothing = value.isNull()
                    || (isCollection(type) && value.isEmpty())
                    || (leftOut.contains(field.getKey()) && isZero(value));
            // An empty list that is always written is told from none until it is stored: somebody owns it.
            if (!nothing || (always.contains(field.getKey()) && value.isArray())) {
                result.set(field.getKey(), value);
            }
        }
        for (String name : always) {
            if (!result.has(name)) {
                result.set(name, empty(fields.get(name)));
            }
        }
        return result;
    }

    private static boolean isCollection(ModelType type) {
        return type instanceof ModelType.ListOf || type instanceof ModelType.MapOf;
    }

    private static boolean isZero(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> value.asText().isEmpty();
            case NUMBER -> value.doubleValue() == 0;
            case BOOLEAN -> !value.asBoolean();
            default -> false;
        };
    }

    private static JsonNode value(ModelType type, JsonNode value) {
        if (type instanceof ModelType.Struct struct && value instanceof ObjectNode object) {
            return of(struct, object);
        }
        if (type instanceof ModelType.ListOf list && value instanceof ArrayNode items) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            items.forEach(item -> result.add(value(list.items(), item)));
            return result;
        }
        if (type instanceof ModelType.MapOf map && value instanceof ObjectNode object) {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> result.set(field.getKey(), value(map.values(), field.getValue())));
            return result;
        }
        return value;
    }
}
