package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.cel.common.types.CelKind;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How big a schema lets a value be. What has no maxLength, maxItems or maxProperties is as long as a request can be: as many of the
 * smallest values as there is room for.
 *
 * @param longest how many items or bytes; 0 for a number, a boolean and an object
 * @param smallest the bytes of the shortest value in JSON
 */
record SchemaSize(
        CelKind kind,
        long longest,
        long smallest,
        Map<String, SchemaSize> fields,
        @Nullable SchemaSize keys,
        @Nullable SchemaSize values) {

    /** The longest request that the real server reckons with. */
    private static final long REQUEST = 3 * 1024 * 1024;

    private static final long NO_BRACKETS = REQUEST - 2;
    private static final long DATE = 12;
    private static final long TIME = 32;
    private static final long SHORTEST_TIME = 21;
    private static final long BYTES_OF_A_CHARACTER = 4;
    private static final SchemaSize STRING = leaf(CelKind.STRING, NO_BRACKETS, 2);

    /** Null for what has no type: rules cannot see it. */
    static @Nullable SchemaSize of(Structural schema, boolean resource) {
        if (schema.intOrString()) {
            return leaf(CelKind.DYN, characters(schema, NO_BRACKETS), 1);
        }
        return switch (schema.type()) {
            case "object" -> object(schema, resource);
            case "array" -> array(schema);
            case "string" -> string(schema);
            case "boolean" -> leaf(CelKind.BOOL, 0, 4);
            case "number" -> leaf(CelKind.DOUBLE, 0, 1);
            case "integer" -> leaf(CelKind.INT, 0, 1);
            default -> null;
        };
    }

    private static SchemaSize leaf(CelKind kind, long longest, long smallest) {
        return new SchemaSize(kind, longest, smallest, Map.of(), null, null);
    }

    private static @Nullable SchemaSize array(Structural schema) {
        SchemaSize items = below(schema.items());
        if (items == null) {
            return null;
        }
        long longest = limit(schema, "maxItems", NO_BRACKETS / (items.smallest + 1));
        return new SchemaSize(CelKind.LIST, longest, 2, Map.of(), null, items);
    }

    private static @Nullable SchemaSize object(Structural schema, boolean resource) {
        if (schema.additional() != null) {
            SchemaSize values = below(schema.additional());
            if (values == null) {
                return null;
            }
            // For each: the quotes of its key, a colon, a comma and the value.
            long longest = limit(schema, "maxProperties", NO_BRACKETS / (values.smallest + 6));
            return new SchemaSize(CelKind.MAP, longest, 2, Map.of(), leaf(CelKind.STRING, 0, 2), values);
        }
        Map<String, SchemaSize> sizes = new HashMap<>();
        Set<String> withDefault = new HashSet<>();
        schema.properties().forEach((name, property) -> {
            SchemaSize size = below(property);
            if (size != null) {
                sizes.put(name, size);
            }
            if (!property.defaultValue().isMissingNode()) {
                withDefault.add(name);
            }
        });
        if (resource && !namesAreDeclared(schema)) {
            Map<String, SchemaSize> names = Map.of("name", STRING, "generateName", STRING);
            sizes.putAll(Map.of("apiVersion", STRING, "kind", STRING, "metadata", struct(2, names)));
        }
        long smallest = 2;
        Set<String> required = new HashSet<>(schema.required());
        Map<String, SchemaSize> fields = new HashMap<>();
        for (Map.Entry<String, SchemaSize> property : sizes.entrySet()) {
            String name = property.getKey();
            CelTypes.escape(name).ifPresent(escaped -> fields.put(escaped, property.getValue()));
            if (required.contains(name) && !withDefault.contains(name)) {
                smallest += utf8(name) + property.getValue().smallest + 4;
            }
        }
        return struct(smallest, fields);
    }

    private static SchemaSize struct(long smallest, Map<String, SchemaSize> fields) {
        return new SchemaSize(CelKind.STRUCT, 0, smallest, fields, null, null);
    }

    /** A resource has its names in any case; their lengths count only when all of them are declared. */
    private static boolean namesAreDeclared(Structural schema) {
        Structural none = new Structural(JsonNodeFactory.instance.objectNode());
        Structural metadata = schema.properties().getOrDefault("metadata", none);
        return typed(schema, "kind")
                && typed(schema, "apiVersion")
                && metadata.type().equals("object")
                && typed(metadata, "name")
                && typed(metadata, "generateName");
    }

    private static boolean typed(Structural schema, String name) {
        Structural property = schema.properties().get(name);
        return property != null && property.type().equals("string");
    }

    private static @Nullable SchemaSize below(@Nullable Structural schema) {
        return schema == null ? null : of(schema, schema.embeddedResource());
    }

    private static SchemaSize string(Structural schema) {
        return switch (schema.keyword("format").asText()) {
            case "byte" -> leaf(CelKind.BYTES, limit(schema, "maxLength", NO_BRACKETS), 2);
            case "duration" -> leaf(CelKind.DURATION, TIME, 3);
            case "date" -> leaf(CelKind.TIMESTAMP, DATE, DATE);
            case "date-time" -> leaf(CelKind.TIMESTAMP, TIME, SHORTEST_TIME);
            default -> {
                long longest = 0;
                for (JsonNode value : schema.keyword("enum")) {
                    longest = Math.max(longest, utf8(value.asText()));
                }
                yield leaf(
                        CelKind.STRING,
                        characters(schema, schema.keyword("enum").isEmpty() ? NO_BRACKETS : longest),
                        2);
            }
        };
    }

    private static long utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** maxLength counts characters, this bytes. */
    private static long characters(Structural schema, long otherwise) {
        return schema.keyword("maxLength").isNumber()
                ? limit(schema, "maxLength", 0) * BYTES_OF_A_CHARACTER
                : otherwise;
    }

    private static long limit(Structural schema, String keyword, long otherwise) {
        JsonNode limit = schema.keyword(keyword);
        return limit.isNumber() ? Math.max(0, limit.asLong()) : otherwise;
    }

    /** What is at the end of the path; null when it leads out of the schema. */
    @Nullable SchemaSize find(CelPath path) {
        SchemaSize found = this;
        for (String step : path.steps()) {
            found = switch (step) {
                case CelPath.ITEMS, CelPath.VALUES -> found.values;
                case CelPath.KEYS -> found.keys;
                default -> found.fields.get(step);
            };
            if (found == null) {
                return null;
            }
        }
        return found;
    }

    /** How many values of this schema there can be in an object when nothing above says how many. */
    long mostInOneRequest() {
        return REQUEST / (smallest + 1);
    }
}
