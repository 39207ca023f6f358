package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.FieldsV1;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Built-in types as OpenAPI documents have them: names and types of fields. The model classes know neither descriptions nor
 * what is required.
 */
public final class OpenApiTypes {

    private static final String PREFIX = "io.k8s.";

    /** Of what every object has. */
    private static final Map<String, List<String>> REQUIRED =
            Map.of("OwnerReference", List.of("apiVersion", "kind", "name", "uid"));

    private final ObjectNode schemas;

    /**
     * Adds types to a document.
     *
     * @param schemas its {@code components.schemas}
     */
    public OpenApiTypes(ObjectNode schemas) {
        this.schemas = schemas;
    }

    /** A reference to the type of {@code metadata}, which is in the document from now on. */
    public ObjectNode metadata() {
        return schema(new ModelType.Struct(ObjectMeta.class));
    }

    /** What a built-in kind consists of; the types of its fields are in the document from now on. */
    public ObjectNode kind(String group, String version, String kind) {
        return BuiltInKinds.find(group, version, kind)
                .map(this::struct)
                .orElseThrow(() -> new IllegalArgumentException("no built-in kind " + kind));
    }

    private ObjectNode struct(ModelType.Struct struct) {
        ObjectNode schema = schemas.objectNode().put("type", "object");
        ObjectNode properties = schema.putObject("properties");
        new TreeMap<>(struct.fields()).forEach((name, type) -> properties.set(name, field(name, type)));
        List<String> required = REQUIRED.getOrDefault(struct.name(), List.of());
        if (!required.isEmpty()) {
            required.forEach(schema.putArray("required")::add);
        }
        return schema;
    }

    private ObjectNode field(String name, ModelType type) {
        return name.equals("fieldsV1") ? reference(FieldsV1.class.getSimpleName()) : schema(type);
    }

    private ObjectNode schema(ModelType type) {
        ObjectNode schema = schemas.objectNode();
        if (type instanceof ModelType.Struct struct) {
            String name = struct.name();
            if (!schemas.has(PREFIX + name)) {
                schemas.putObject(PREFIX + name); // for a type that has itself in it
                schemas.set(PREFIX + name, struct(struct));
            }
            return reference(name);
        } else if (type instanceof ModelType.ListOf list) {
            return schema.put("type", "array").set("items", schema(list.items()));
        } else if (type instanceof ModelType.MapOf map) {
            return schema.put("type", "object").set("additionalProperties", schema(map.values()));
        }
        return switch ((ModelType.Scalar) type) {
            case STRING -> schema.put("type", "string");
            case INTEGER -> schema.put("type", "integer").put("format", "int32");
            case LONG -> schema.put("type", "integer").put("format", "int64");
            case NUMBER -> schema.put("type", "number").put("format", "double");
            case BOOLEAN -> schema.put("type", "boolean");
            case QUANTITY -> reference("Quantity");
            case INT_OR_STRING -> reference("IntOrString");
            case ANYTHING -> schema.put("type", "object");
        };
    }

    /** To a type; one that is not there by now has nothing to say of itself. */
    private ObjectNode reference(String name) {
        if (!schemas.has(PREFIX + name)) {
            schemas.putObject(PREFIX + name); // with a type of its own kubectl would show that and not the name
        }
        return schemas.objectNode().put("$ref", "#/components/schemas/" + PREFIX + name);
    }
}
