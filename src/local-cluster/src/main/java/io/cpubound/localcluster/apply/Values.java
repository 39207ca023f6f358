package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.LongNode;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Equality and order of JSON values by meaning: 1, 1L and 1.0 are the same number, the order of keys does not count. */
public final class Values {

    private static final ObjectMapper JSON = new ObjectMapper();

    private Values() {}

    /** True when both mean the same; absent is equal to absent only. */
    public static boolean equal(@Nullable JsonNode a, @Nullable JsonNode b) {
        if (a == null || b == null) {
            return a == null && b == null;
        }
        if (a.isObject() && b.isObject()) {
            return equalObjects(a, b);
        }
        if (a.isArray() && b.isArray()) {
            return equalArrays(a, b);
        }
        return !a.isContainerNode() && !b.isContainerNode() && compare(a, b) == 0;
    }

    private static boolean equalObjects(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (Map.Entry<String, JsonNode> field : a.properties()) {
            if (!equal(field.getValue(), b.get(field.getKey()))) {
                return false;
            }
        }
        return true;
    }

    private static boolean equalArrays(JsonNode a, JsonNode b) {
        if (a.size() != b.size()) {
            return false;
        }
        for (int i = 0; i < a.size(); i++) {
            if (!equal(a.get(i), b.get(i))) {
                return false;
            }
        }
        return true;
    }

    /** Numbers before strings before booleans before lists before objects before null. */
    static int compare(JsonNode a, JsonNode b) {
        int byKind = Integer.compare(rank(a), rank(b));
        if (byKind != 0) {
            return byKind;
        }
        if (a.isNumber()) {
            return a.isFloatingPointNumber() || b.isFloatingPointNumber()
                    ? Double.compare(a.doubleValue(), b.doubleValue())
                    : a.bigIntegerValue().compareTo(b.bigIntegerValue());
        }
        if (a.isTextual()) {
            return compareText(a.textValue(), b.textValue());
        }
        if (a.isBoolean()) {
            return Boolean.compare(a.booleanValue(), b.booleanValue());
        }
        if (a.isArray()) {
            return compareArrays((ArrayNode) a, (ArrayNode) b);
        }
        return a.isObject() ? compareObjects(a, b) : 0;
    }

    /** The same value in the one form that its number has, so that equals() and compare() agree: 1.0 and 1 are one key. */
    static JsonNode sameNumber(JsonNode value) {
        boolean whole = value.isNumber() && value.canConvertToLong() && value.canConvertToExactIntegral();
        return whole ? LongNode.valueOf(value.longValue()) : value;
    }

    /** By code point, as the bytes of UTF-8 compare; String.compareTo puts U+FFFF after supplementary characters. */
    static int compareText(String a, String b) {
        int at = 0;
        while (at < a.length() && at < b.length()) {
            int left = a.codePointAt(at);
            int right = b.codePointAt(at);
            if (left != right) {
                return Integer.compare(left, right);
            }
            at += Character.charCount(left);
        }
        return Integer.compare(a.length(), b.length());
    }

    private static int compareArrays(ArrayNode a, ArrayNode b) {
        for (int i = 0; i < Math.min(a.size(), b.size()); i++) {
            int order = compare(a.get(i), b.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    private static int compareObjects(JsonNode a, JsonNode b) {
        Iterator<String> left = sortedKeys(a);
        Iterator<String> right = sortedKeys(b);
        while (left.hasNext() && right.hasNext()) {
            String leftKey = left.next();
            String rightKey = right.next();
            int order = compareText(leftKey, rightKey);
            if (order == 0) {
                order = compare(a.path(leftKey), b.path(rightKey));
            }
            if (order != 0) {
                return order;
            }
        }
        return Boolean.compare(left.hasNext(), right.hasNext());
    }

    private static Iterator<String> sortedKeys(JsonNode object) {
        TreeSet<String> keys = new TreeSet<>(Values::compareText);
        object.fieldNames().forEachRemaining(keys::add);
        return keys.iterator();
    }

    private static int rank(JsonNode value) {
        return switch (value.getNodeType()) {
            case NUMBER -> 0;
            case STRING -> 1;
            case BOOLEAN -> 2;
            case ARRAY -> 3;
            case OBJECT -> 4;
            default -> 5;
        };
    }

    static String toJson(JsonNode value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON tree", e);
        }
    }

    static JsonNode fromJson(String text) throws JsonProcessingException {
        return JSON.readTree(text);
    }
}
