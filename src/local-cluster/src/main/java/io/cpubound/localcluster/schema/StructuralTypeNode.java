package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.cpubound.localcluster.schema.TypeNode.Kind;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How a custom resource merges, as its schema says. */
final class StructuralTypeNode {

    private static final TypeNode METADATA = BuiltInTypeNode.of(new ModelType.Struct(ObjectMeta.class));

    private StructuralTypeNode() {}

    static TypeNode ofRoot(Structural schema) {
        return object(schema, schema.preservesUnknown(), true);
    }

    private static TypeNode of(Structural schema, boolean preserving) {
        boolean preserves = preserving || schema.preservesUnknown();
        return switch (schema.type()) {
            case "object" -> object(schema, preserves, schema.embeddedResource());
            case "array" -> list(schema, preserves);
            case "" -> schema.intOrString() ? new TypeNode.Scalar(Kind.ANY) : new TypeNode.Deduced();
            default -> new TypeNode.Scalar(kind(schema));
        };
    }

    /** A string in a format may come as something else: the real server leaves it to the validation of the format. */
    private static Kind kind(Structural schema) {
        return switch (schema.type()) {
            case "integer", "number" -> Kind.NUMERIC;
            case "boolean" -> Kind.BOOLEAN;
            case "string" -> {
                String format = schema.keyword("format").asText();
                yield format.isEmpty() || format.equals("byte") ? Kind.STRING : Kind.ANY;
            }
            default -> Kind.ANY;
        };
    }

    private static TypeNode object(Structural schema, boolean preserves, boolean resource) {
        Map<String, TypeNode> fields = new HashMap<>();
        schema.properties().forEach((name, property) -> fields.put(name, of(property, preserves)));
        if (resource) {
            fields.put("apiVersion", new TypeNode.Scalar(Kind.STRING));
            fields.put("kind", new TypeNode.Scalar(Kind.STRING));
            fields.put("metadata", METADATA);
        }
        TypeNode.Struct struct = new TypeNode.Struct(Map.copyOf(fields), others(schema, preserves, fields.isEmpty()));
        return schema.atomicMap() ? new TypeNode.AtomicStruct(struct) : struct;
    }

    private static @Nullable TypeNode others(Structural schema, boolean preserves, boolean noFields) {
        Structural additional = schema.additional();
        if (additional != null) {
            return of(additional, preserves);
        }
        boolean free = preserves || schema.additionalFlag().asBoolean() || noFields;
        return free ? new TypeNode.Deduced() : null;
    }

    private static TypeNode list(Structural schema, boolean preserves) {
        Structural items = schema.items();
        List<String> keys = schema.listMapKeys();
        if (schema.listType().equals("map") && items != null && !keys.isEmpty()) {
            Map<String, JsonNode> defaults = new HashMap<>();
            for (String key : keys) {
                Structural property = items.properties().get(key);
                if (property != null && !property.defaultValue().isMissingNode()) {
                    defaults.put(key, property.defaultValue());
                }
            }
            return new TypeNode.MapList(List.copyOf(keys), of(items, preserves), Map.copyOf(defaults));
        }
        TypeNode item = items == null ? new TypeNode.Atomic() : of(items, preserves);
        return schema.listType().equals("set") ? new TypeNode.SetList(item) : new TypeNode.AtomicList(item);
    }
}
