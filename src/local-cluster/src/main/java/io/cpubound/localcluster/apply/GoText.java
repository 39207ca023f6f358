package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.math.BigDecimal;
import java.util.Locale;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/** Values as Go's encoders write them, since managedFields and messages carry their text. */
final class GoText {

    private GoText() {}

    /** As in the keys of managedFields; safe in HTML, as Go's default is: {@code <} is {@code 003c} after a backslash and u. */
    static String json(JsonNode scalar) {
        if (scalar.isTextual()) {
            StringBuilder text = new StringBuilder("\"");
            scalar.textValue().codePoints().forEach(c -> appendJson(text, c));
            return text.append('"').toString();
        }
        return scalar.isNumber() ? number(scalar, 1e-6, 1e21) : Values.toJson(scalar);
    }

    private static void appendJson(StringBuilder text, int c) {
        switch (c) {
            case '"', '\\' -> text.append('\\').appendCodePoint(c);
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            default -> {
                boolean escaped = c < ' ' || c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029;
                text.append(escaped ? String.format(Locale.ROOT, "\\u%04x", c) : Character.toString(c));
            }
        }
    }

    /** As in a path that a person reads: {@code %q} of a string, {@code %v} of the rest; a path has no integers. */
    static String quoted(JsonNode scalar) {
        if (scalar.isTextual()) {
            StringBuilder text = new StringBuilder("\"");
            scalar.textValue().codePoints().forEach(c -> appendQuoted(text, c));
            return text.append('"').toString();
        }
        return scalar.isNumber() ? number(DoubleNode.valueOf(scalar.doubleValue()), 1e-4, 1e6) : Values.toJson(scalar);
    }

    /** {@code %v}: {@code map[a:1 b:[x y]]}. */
    static String plain(JsonNode value) {
        if (value.isObject()) {
            StringJoiner text = new StringJoiner(" ", "map[", "]");
            sorted(value).forEach((name, field) -> text.add(name + ":" + plain(field)));
            return text.toString();
        }
        if (value.isArray()) {
            StringJoiner text = new StringJoiner(" ", "[", "]");
            value.forEach(item -> text.add(plain(item)));
            return text.toString();
        }
        return value.isNull() ? "<nil>" : value.isNumber() ? number(value, 1e-4, 1e6) : value.asText();
    }

    /** {@code %#v}, as in Go's own source. */
    static String syntax(JsonNode value) {
        if (value.isObject()) {
            StringJoiner text = new StringJoiner(", ", type(value) + "{", "}");
            sorted(value).forEach((name, field) -> text.add(quoted(TextNode.valueOf(name)) + ":" + syntax(field)));
            return text.toString();
        }
        if (value.isArray()) {
            StringJoiner text = new StringJoiner(", ", type(value) + "{", "}");
            value.forEach(item -> text.add(syntax(item)));
            return text.toString();
        }
        if (value.isNumber()) {
            return number(value, 1e-4, 1e6);
        }
        return value.isNull() ? "interface {}(nil)" : quoted(value);
    }

    /** {@code %T} of what JSON decodes to. */
    static String type(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "string";
            case BOOLEAN -> "bool";
            case NUMBER -> value.isIntegralNumber() ? "int64" : "float64";
            case ARRAY -> "[]interface {}";
            case OBJECT -> "map[string]interface {}";
            default -> "<nil>";
        };
    }

    private static SortedMap<String, JsonNode> sorted(JsonNode object) {
        SortedMap<String, JsonNode> fields = new TreeMap<>(Values::compareText);
        object.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return fields;
    }

    private static void appendQuoted(StringBuilder text, int c) {
        switch (c) {
            case '"', '\\' -> text.append('\\').appendCodePoint(c);
            case 0x07 -> text.append("\\a");
            case '\b' -> text.append("\\b");
            case '\f' -> text.append("\\f");
            case '\n' -> text.append("\\n");
            case '\r' -> text.append("\\r");
            case '\t' -> text.append("\\t");
            case 0x0b -> text.append("\\v");
            default -> text.append(isPrintable(c) ? Character.toString(c) : escaped(c));
        }
    }

    private static String escaped(int c) {
        String form = c < ' ' || c == 0x7f ? "\\x%02x" : c <= 0xffff ? "\\u%04x" : "\\U%08x";
        return String.format(Locale.ROOT, form, c);
    }

    private static boolean isPrintable(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> c == ' ';
            default -> true;
        };
    }

    /** With an exponent when it is below {@code small} or not below {@code large}. */
    private static String number(JsonNode number, double small, double large) {
        if (number.isIntegralNumber()) {
            return number.bigIntegerValue().toString();
        }
        double value = number.doubleValue();
        BigDecimal exact = new BigDecimal(Double.toString(value)).stripTrailingZeros();
        double size = Math.abs(value);
        if (size == 0 || (size >= small && size < large)) {
            return exact.toPlainString();
        }
        int exponent = exact.precision() - exact.scale() - 1;
        BigDecimal mantissa = exact.movePointLeft(exponent).stripTrailingZeros();
        return String.format(
                Locale.ROOT, "%se%s%02d", mantissa.toPlainString(), exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
}
