package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import dev.cel.common.values.CelByteString;
import dev.cel.common.values.NullValue;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON values as CEL sees them, with the types that the schema gives them. */
final class CelValues {

    private CelValues() {}

    static Object of(@Nullable Structural schema, JsonNode value, boolean resource) {
        return switch (value.getNodeType()) {
            case OBJECT -> object(schema, value, resource);
            case ARRAY -> {
                List<Object> items = new ArrayList<>();
                Structural type = schema == null ? null : schema.items();
                value.forEach(item -> items.add(of(type, item, type != null && type.embeddedResource())));
                yield items;
            }
            case STRING -> string(schema, value.asText());
            case BOOLEAN -> value.asBoolean();
            case NUMBER ->
                value.isIntegralNumber() && (schema == null || !schema.type().equals("number"))
                        ? (Object) value.asLong()
                        : (Object) value.asDouble();
            default -> NullValue.NULL_VALUE;
        };
    }

    private static Map<String, Object> object(@Nullable Structural schema, JsonNode value, boolean resource) {
        Map<String, Object> fields = new LinkedHashMap<>();
        boolean map = schema == null
                || schema.additional() != null
                || schema.properties().isEmpty();
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String name = field.getKey();
            Structural property = schema == null ? null : schema.properties().get(name);
            if (property == null && schema != null) {
                property = schema.additional();
            }
            Object converted = of(property, field.getValue(), property != null && property.embeddedResource());
            if (map && !resource) {
                fields.put(name, converted);
            } else {
                CelTypes.escape(name).ifPresent(escaped -> fields.put(escaped, converted));
            }
        }
        return fields;
    }

    private static Object string(@Nullable Structural schema, String text) {
        String format = schema == null ? "" : schema.keyword("format").asText();
        try {
            return switch (format) {
                case "date-time" -> OffsetDateTime.parse(text).toInstant();
                case "duration" -> duration(text);
                case "byte" -> CelByteString.of(Base64.getDecoder().decode(text.getBytes(StandardCharsets.UTF_8)));
                default -> text;
            };
        } catch (DateTimeException | IllegalArgumentException e) {
            return text; // the format's own validation says it
        }
    }

    private static Duration duration(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }
}
