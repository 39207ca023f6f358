package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** The keywords of a schema that speak of strings and numbers. */
final class ScalarValidation {

    private static final Map<String, Pattern> PATTERNS = new ConcurrentHashMap<>();

    private static final Pattern UUID =
            Pattern.compile("(?i)^[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}$");
    private static final Pattern IPV4 = Pattern.compile("^((25[0-5]|2[0-4]\\d|1?\\d?\\d)(\\.(?!$)|$)){4}$");
    private static final Pattern GO_DURATION = Pattern.compile("^[+-]?(\\d+(\\.\\d*)?(ns|us|µs|ms|s|m|h|d|w)\\s*)+$");
    private static final Pattern EMAIL = Pattern.compile("^[^@\\s]+@[^@\\s]+$");

    private ScalarValidation() {}

    /** As schemas name it; "null" for null. */
    static String typeOf(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "boolean";
            case NUMBER -> value.isIntegralNumber() ? "integer" : "number";
            case ARRAY -> "array";
            case OBJECT -> "object";
            default -> "null";
        };
    }

    static boolean isWhole(JsonNode number) {
        return number.isNumber() && Math.rint(number.doubleValue()) == number.doubleValue();
    }

    static List<FieldError> check(Structural schema, JsonNode value, String path) {
        List<FieldError> errors = new ArrayList<>();
        if (value.isTextual()) {
            checkString(schema, value, path, errors);
            checkFormat(schema, value, path, errors);
        } else if (value.isNumber()) {
            checkNumber(schema, value, path, errors);
        }
        return errors;
    }

    /** The first thing that is wrong with a string is the only one that is said. */
    private static void checkString(Structural schema, JsonNode value, String path, List<FieldError> errors) {
        String text = value.asText();
        int length = text.codePointCount(0, text.length());
        JsonNode most = schema.keyword("maxLength");
        JsonNode least = schema.keyword("minLength");
        String pattern = schema.keyword("pattern").asText();
        if (most.isNumber() && length > most.asLong()) {
            errors.add(FieldErrors.tooLong(path, most.asLong()));
        } else if (least.isNumber() && length < least.asLong()) {
            errors.add(FieldErrors.invalid(
                    path, value, path + " in body should be at least " + least.asLong() + " chars long"));
        } else if (!pattern.isEmpty()
                && !PATTERNS.computeIfAbsent(pattern, Pattern::compile)
                        .matcher(text)
                        .find()) {
            errors.add(FieldErrors.invalid(path, value, path + " in body should match '" + pattern + "'"));
        }
    }

    private static void checkFormat(Structural schema, JsonNode value, String path, List<FieldError> errors) {
        String format = schema.keyword("format").asText();
        if (!format.isEmpty() && !hasFormat(format, value.asText())) {
            errors.add(FieldErrors.typeInvalid(
                    path,
                    value,
                    path + " in body must be of type " + format + ": " + FieldErrors.quote(value.asText())));
        }
    }

    private static boolean hasFormat(String format, String text) {
        try {
            switch (format.replace("-", "").toLowerCase(Locale.ROOT)) {
                case "datetime" -> OffsetDateTime.parse(text.replace(' ', 'T'));
                case "date" -> LocalDate.parse(text);
                case "byte" -> Base64.getDecoder().decode(text);
                case "duration" -> {
                    return GO_DURATION.matcher(text).matches();
                }
                case "uuid" -> {
                    return UUID.matcher(text).matches();
                }
                case "ipv4" -> {
                    return IPV4.matcher(text).matches();
                }
                case "email" -> {
                    return EMAIL.matcher(text).matches();
                }
                default -> {
                    // An unknown format says nothing.
                }
            }
            return true;
        } catch (DateTimeException | IllegalArgumentException e) {
            return false;
        }
    }

    private static void checkNumber(Structural schema, JsonNode value, String path, List<FieldError> errors) {
        double number = value.doubleValue();
        String format = schema.keyword("format").asText();
        boolean tooBig = (format.equals("int32") && !value.canConvertToInt())
                || (schema.type().equals("integer") && !value.canConvertToLong());
        if (tooBig) {
            String named = format.isEmpty() ? " (default format)" : " with format " + format;
            errors.add(FieldErrors.invalid(
                    FieldErrors.NO_FIELD, "", "Checked value must be of type integer" + named + " in " + path));
        }
        JsonNode factor = schema.keyword("multipleOf");
        if (factor.isNumber() && Math.rint(number / factor.doubleValue()) != number / factor.doubleValue()) {
            errors.add(FieldErrors.invalid(
                    path, value, path + " in body should be a multiple of " + FieldErrors.number(factor)));
        }
        JsonNode least = schema.keyword("minimum");
        boolean above = schema.keyword("exclusiveMinimum").asBoolean();
        if (least.isNumber() && (above ? number <= least.doubleValue() : number < least.doubleValue())) {
            errors.add(FieldErrors.invalid(
                    path,
                    value,
                    path + " in body should be greater than " + (above ? "" : "or equal to ")
                            + FieldErrors.number(least)));
        }
        JsonNode most = schema.keyword("maximum");
        boolean under = schema.keyword("exclusiveMaximum").asBoolean();
        if (most.isNumber() && (under ? number >= most.doubleValue() : number > most.doubleValue())) {
            errors.add(FieldErrors.invalid(
                    path,
                    value,
                    path + " in body should be less than " + (under ? "" : "or equal to ") + FieldErrors.number(most)));
        }
    }
}
