package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.cpubound.localcluster.apply.PatchException;
import java.math.BigInteger;
import java.util.Map;

/** Refuses what does not fit the types of a built-in kind, before anything else looks at it: a number where a text belongs. */
final class ModelDecoding {

    private static final String QUANTITY_FORMAT = "^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$";

    private final JsonNode object;

    private ModelDecoding(JsonNode object) {
        this.object = object;
    }

    /** @throws PatchException 400, in the words of the real server */
    static void check(ModelType.Struct model, JsonNode object) {
        ModelDecoding decoding = new ModelDecoding(object);
        decoding.fields(model, object, "");
        if (model.name().equals("Secret")) {
            decoding.bytes(object.path("data"));
        }
        if (model.name().equals("ConfigMap")) {
            decoding.bytes(object.path("binaryData"));
        }
    }

    /** The data of a Secret and the binary data of a ConfigMap are bytes. */
    private void bytes(JsonNode values) {
        for (JsonNode value : values) {
            String text = value.asText();
            for (int i = 0; i < text.length(); i++) {
                if (!isBase64(text.charAt(i))) {
                    throw refused("illegal base64 data at input byte " + i);
                }
            }
        }
    }

    private static boolean isBase64(char c) {
        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || "+/=\r\n".indexOf(c) >= 0;
    }

    private void fields(ModelType.Struct struct, JsonNode value, String path) {
        Map<String, ModelType> fields = struct.fields();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            ModelType type = fields.get(field.getKey());
            if (type != null) {
                String below = path.isEmpty() ? field.getKey() : path + "." + field.getKey();
                value(type, field.getValue(), struct, below);
            }
        }
    }

    private void value(ModelType type, JsonNode value, ModelType.Struct owner, String path) {
        if (value.isNull()) {
            return;
        }
        if (type instanceof ModelType.Scalar scalar) {
            scalar(scalar, value, owner, path);
        } else if (type instanceof ModelType.ListOf list) {
            require(value.isArray(), type, value, owner, path);
            value.forEach(item -> value(list.items(), item, owner, path));
        } else if (type instanceof ModelType.MapOf map) {
            require(value.isObject(), type, value, owner, path);
            value.forEach(entry -> value(map.values(), entry, owner, path));
        } else if (type instanceof ModelType.Struct struct) {
            require(value.isObject(), type, value, owner, path);
            fields(struct, value, path);
        }
    }

    private void scalar(ModelType.Scalar type, JsonNode value, ModelType.Struct owner, String path) {
        switch (type) {
            case STRING -> require(value.isTextual(), type, value, owner, path);
            case INTEGER -> require(isInteger(value, 32), type, value, owner, path);
            case LONG -> require(isInteger(value, 64), type, value, owner, path);
            case NUMBER -> require(value.isNumber(), type, value, owner, path);
            case BOOLEAN -> require(value.isBoolean(), type, value, owner, path);
            case INT_OR_STRING -> {
                boolean fits = value.isTextual() || isInteger(value, 32);
                require(fits, value.isNumber() ? ModelType.Scalar.INTEGER : type, value, owner, path);
            }
            case QUANTITY -> {
                if (Quantities.parse(value.asText()).isEmpty()) {
                    boolean format = value.asText().matches(QUANTITY_FORMAT);
                    throw refused(
                            format
                                    ? "unable to parse quantity's suffix"
                                    : "quantities must match the regular expression '" + QUANTITY_FORMAT + "'");
                }
            }
            case ANYTHING -> {
                // fits everything
            }
        }
    }

    private static boolean isInteger(JsonNode value, int bits) {
        return value.isIntegralNumber() && value.bigIntegerValue().compareTo(BigInteger.ONE.shiftLeft(bits - 1)) < 0;
    }

    private void require(boolean fits, ModelType type, JsonNode value, ModelType.Struct owner, String path) {
        if (!fits) {
            throw refused("json: cannot unmarshal " + describe(value) + " into Go struct field " + owner.name() + "."
                    + path + " of type " + goName(type));
        }
    }

    private static String describe(JsonNode value) {
        return switch (value.getNodeType()) {
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() && value.canConvertToLong() ? "number" : "number " + value.asText();
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "string";
        };
    }

    private static String goName(ModelType type) {
        if (type instanceof ModelType.Scalar scalar) {
            return scalar.goName();
        }
        if (type instanceof ModelType.ListOf list) {
            return "[]" + goName(list.items());
        }
        if (type instanceof ModelType.MapOf map) {
            return "map[string]" + goName(map.values());
        }
        return "v1." + ((ModelType.Struct) type).name();
    }

    private PatchException refused(String why) {
        String apiVersion = object.path("apiVersion").asText();
        String version = apiVersion.substring(apiVersion.indexOf('/') + 1);
        String kind = object.path("kind").asText();
        return new PatchException(
                400,
                "BadRequest",
                kind + " in version \"" + version + "\" cannot be handled as a " + kind + ": " + why);
    }
}
