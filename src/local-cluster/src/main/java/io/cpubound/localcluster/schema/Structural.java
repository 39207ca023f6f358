package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A node of a CRD's structural schema (openAPIV3Schema), parsed once. */
final class Structural {

    private final JsonNode json;
    private final Map<String, Structural> properties = new LinkedHashMap<>();
    private final @Nullable Structural items;
    private final @Nullable Structural additional;

    Structural(JsonNode json) {
        this.json = json;
        json.path("properties").properties().forEach(field -> {
            properties.put(field.getKey(), new Structural(field.getValue()));
        });
        this.items = child("items");
        this.additional = child("additionalProperties");
    }

    private @Nullable Structural child(String name) {
        JsonNode schema = json.path(name);
        return schema.isObject() ? new Structural(schema) : null;
    }

    Map<String, Structural> properties() {
        return properties;
    }

    @Nullable Structural items() {
        return items;
    }

    /** The schema of the values of a map; null when there is none or it is just {@code true}. */
    @Nullable Structural additional() {
        return additional;
    }

    /** How many values an object or a list of this schema may have of a schema below; empty when it sets no limit. */
    Optional<Long> mostBelow() {
        String limit =
                switch (type()) {
                    case "array" -> "maxItems";
                    case "object" -> json.has("additionalProperties") ? "maxProperties" : "";
                    default -> "";
                };
        if (limit.isEmpty()) {
            return Optional.of(1L);
        }
        return json.path(limit).isNumber()
                ? Optional.of(Math.max(0, json.path(limit).asLong()))
                : Optional.empty();
    }

    /** {@code additionalProperties: false} or {@code true}, said as such. */
    JsonNode additionalFlag() {
        JsonNode flag = json.path("additionalProperties");
        return flag.isBoolean() ? flag : MissingNode.getInstance();
    }

    /** object, array, string, integer, number, boolean; "" when none is given. */
    String type() {
        return json.path("type").asText();
    }

    /** The types that a value may have: two for int-or-string, none when the schema gives none. */
    List<String> types() {
        if (intOrString()) {
            return List.of("integer", "string");
        }
        return type().isEmpty() ? List.of() : List.of(type());
    }

    boolean nullable() {
        return json.path("nullable").asBoolean();
    }

    boolean preservesUnknown() {
        return json.path("x-kubernetes-preserve-unknown-fields").asBoolean();
    }

    boolean embeddedResource() {
        return json.path("x-kubernetes-embedded-resource").asBoolean();
    }

    boolean intOrString() {
        return json.path("x-kubernetes-int-or-string").asBoolean();
    }

    /** map, set or atomic; "" is atomic. */
    String listType() {
        return json.path("x-kubernetes-list-type").asText();
    }

    List<String> listMapKeys() {
        List<String> keys = new ArrayList<>();
        json.path("x-kubernetes-list-map-keys").forEach(key -> keys.add(key.asText()));
        return keys;
    }

    boolean atomicMap() {
        return json.path("x-kubernetes-map-type").asText().equals("atomic");
    }

    /** Missing when there is none. */
    JsonNode defaultValue() {
        return json.path("default");
    }

    List<String> required() {
        List<String> names = new ArrayList<>();
        json.path("required").forEach(name -> names.add(name.asText()));
        return names;
    }

    /** allOf, anyOf or oneOf. */
    List<Structural> junctors(String name) {
        List<Structural> schemas = new ArrayList<>();
        json.path(name).forEach(schema -> schemas.add(new Structural(schema)));
        return schemas;
    }

    @Nullable Structural not() {
        return child("not");
    }

    /** x-kubernetes-validations. */
    JsonNode rules() {
        return json.path("x-kubernetes-validations");
    }

    /** A plain keyword: pattern, minimum, format, enum, ...; missing when it is not given. */
    JsonNode keyword(String name) {
        return json.path(name);
    }
}
