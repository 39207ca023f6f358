package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.Collectors;

/** Makes the errors of one object, in the words of a real API server. */
final class FieldErrors {

    /** The path of an error that has none. */
    static final String NO_FIELD = "<nil>";

    private FieldErrors() {}

    static FieldError required(String field, String detail) {
        return new FieldError("FieldValueRequired", field, withDetail("Required value", detail));
    }

    static FieldError forbidden(String field, String detail) {
        return new FieldError("FieldValueForbidden", field, withDetail("Forbidden", detail));
    }

    static FieldError invalid(String field, JsonNode value, String detail) {
        return new FieldError("FieldValueInvalid", field, withDetail("Invalid value: " + print(value), detail));
    }

    static FieldError invalid(String field, String value, String detail) {
        return invalid(field, TextNode.valueOf(value), detail);
    }

    /** As {@link #invalid}, for a value that is too big to print. */
    static FieldError invalidOmitted(String field, String detail) {
        return new FieldError("FieldValueInvalid", field, withDetail("Invalid value", detail));
    }

    static FieldError typeInvalid(String field, JsonNode value, String detail) {
        return new FieldError("FieldValueTypeInvalid", field, withDetail("Invalid value: " + print(value), detail));
    }

    static FieldError notSupported(String field, JsonNode value, List<String> supported) {
        String values = supported.stream().map(FieldErrors::quote).collect(Collectors.joining(", "));
        return new FieldError(
                "FieldValueNotSupported",
                field,
                "Unsupported value: " + print(value) + ": supported values: " + values);
    }

    static FieldError duplicate(String field, JsonNode value) {
        return new FieldError("FieldValueDuplicate", field, "Duplicate value: " + print(value));
    }

    static FieldError tooLong(String field, long most) {
        return new FieldError(
                "FieldValueTooLong",
                field,
                "Too long: may not be more than " + most + (most == 1 ? " byte" : " bytes"));
    }

    static FieldError tooMany(String field, long actual, long most) {
        return new FieldError(
                "FieldValueTooMany",
                field,
                "Too many: " + actual + ": must have at most " + most + (most == 1 ? " item" : " items"));
    }

    private static String withDetail(String text, String detail) {
        return detail.isEmpty() ? text : text + ": " + detail;
    }

    static String quote(String text) {
        return TextNode.valueOf(text).toString();
    }

    /** A value as messages show it: strings quoted, whole numbers without a point, objects as JSON. */
    static String print(JsonNode value) {
        if (value.isContainerNode()) {
            // Go's encoder escapes these.
            return value.toString()
                    .replace("<", "\\u003c")
                    .replace(">", "\\u003e")
                    .replace("&", "\\u0026");
        }
        return value.isNumber() ? number(value) : value.toString();
    }

    static String number(JsonNode value) {
        if (value.isIntegralNumber()) {
            return value.asText();
        }
        BigDecimal number = BigDecimal.valueOf(value.doubleValue()).stripTrailingZeros();
        return number.scale() <= 0 ? number.toBigInteger().toString() : number.toPlainString();
    }
}
