package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * One step of a path into an object. In managedFields: {@code f:replicas}, {@code k:{"name":"app"}}, {@code v:"x"},
 * {@code i:0}; in messages: {@code .replicas}, {@code [name="app"]}, {@code [="x"]}, {@code [0]}. The order is the one of
 * managedFields.
 */
sealed interface PathElement extends Comparable<PathElement> {

    /** A field of an object. */
    record Field(String name) implements PathElement {
        @Override
        public String toString() {
            return "." + name;
        }
    }

    /** An item of a list, by the values of its keys. */
    record Key(SortedMap<String, JsonNode> fields) implements PathElement {
        public Key {
            fields = new TreeMap<>(fields);
            fields.replaceAll((name, value) -> Values.sameNumber(value));
        }

        @Override
        public String toString() {
            StringJoiner text = new StringJoiner(",", "[", "]");
            fields.forEach((name, value) -> text.add(name + "=" + GoText.quoted(value)));
            return text.toString();
        }
    }

    /** An item of a set. */
    record Value(JsonNode value) implements PathElement {
        public Value {
            value = Values.sameNumber(value);
        }

        @Override
        public String toString() {
            return "[=" + GoText.quoted(value) + "]";
        }
    }

    /** An item by position; read, but never written. */
    record Index(int index) implements PathElement {
        @Override
        public String toString() {
            return "[" + index + "]";
        }
    }

    /** The element that a key in FieldsV1 stands for; empty for kinds that this version does not know. */
    static Optional<PathElement> parse(String text) {
        if (text.length() < 2 || text.charAt(1) != ':') {
            throw new IllegalArgumentException("missing colon: " + text);
        }
        String rest = text.substring(2);
        try {
            return switch (text.charAt(0)) {
                case 'f' -> Optional.of(new Field(rest));
                case 'v' -> Optional.of(new Value(Values.fromJson(rest)));
                case 'i' -> Optional.of(new Index(Integer.parseInt(rest)));
                case 'k' -> Optional.of(key(Values.fromJson(rest)));
                default -> Optional.empty();
            };
        } catch (JsonProcessingException | NumberFormatException e) {
            throw new IllegalArgumentException("parsing key as path element: " + text, e);
        }
    }

    private static Key key(JsonNode json) {
        SortedMap<String, JsonNode> fields = new TreeMap<>();
        json.properties().forEach(field -> fields.put(field.getKey(), field.getValue()));
        return new Key(fields);
    }

    /** As a key in FieldsV1. */
    default String encoded() {
        if (this instanceof Field field) {
            return "f:" + field.name();
        }
        if (this instanceof Key key) {
            StringJoiner text = new StringJoiner(",", "k:{", "}");
            key.fields().forEach((name, item) -> text.add('"' + name + "\":" + GoText.json(item)));
            return text.toString();
        }
        if (this instanceof Value value) {
            return "v:" + GoText.json(value.value());
        }
        return "i:" + ((Index) this).index();
    }

    private int rank() {
        return this instanceof Field ? 0 : this instanceof Key ? 1 : this instanceof Value ? 2 : 3;
    }

    @Override
    default int compareTo(PathElement other) {
        if (this instanceof Field a && other instanceof Field b) {
            return Values.compareText(a.name(), b.name());
        }
        if (this instanceof Key a && other instanceof Key b) {
            return compareKeys(a.fields(), b.fields());
        }
        if (this instanceof Value a && other instanceof Value b) {
            return Values.compare(a.value(), b.value());
        }
        if (this instanceof Index a && other instanceof Index b) {
            return Integer.compare(a.index(), b.index());
        }
        return Integer.compare(rank(), other.rank());
    }

    private static int compareKeys(SortedMap<String, JsonNode> a, SortedMap<String, JsonNode> b) {
        Iterator<Map.Entry<String, JsonNode>> left = a.entrySet().iterator();
        Iterator<Map.Entry<String, JsonNode>> right = b.entrySet().iterator();
        while (left.hasNext() && right.hasNext()) {
            Map.Entry<String, JsonNode> l = left.next();
            Map.Entry<String, JsonNode> r = right.next();
            int order = Values.compareText(l.getKey(), r.getKey());
            if (order == 0) {
                order = Values.compare(l.getValue(), r.getValue());
            }
            if (order != 0) {
                return order;
            }
        }
        return Boolean.compare(left.hasNext(), right.hasNext());
    }
}
