package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
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
            case "" -> schema.intOrString() ? new TypeNode.Atomic() : new TypeNode.Deduced();
            default -> new TypeNode.Atomic();
        };
    }

    private static TypeNode object(Structural schema, boolean preserves, boolean resource) {
        if (schema.atomicMap()) {
            return new TypeNode.Atomic();
        }
        Map<String, TypeNode> fields = new HashMap<>();
        schema.properties().forEach((name, property) -> fields.put(name, of(property, preserves)));
        if (resource) {
            fields.put("apiVersion", new TypeNode.Atomic());
            fields.put("kind", new TypeNode.Atomic());
            fields.put("metadata", METADATA);
        }
        return new TypeNode.Struct(Map.copyOf(fields), others(schema, preserves, fields.isEmpty()));
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
        return schema.listType().equals("set") ? new TypeNode.SetList() : new TypeNode.Atomic();
    }
}
