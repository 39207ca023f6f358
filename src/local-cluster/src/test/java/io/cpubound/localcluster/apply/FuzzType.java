package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cpubound.localcluster.schema.TypeNode;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** A random type, in our words and in those of structured-merge-diff. */
sealed interface FuzzType {

    JsonNodeFactory JSON = JsonNodeFactory.instance;

    TypeNode node();

    /** As a type reference of structured-merge-diff's schema. */
    ObjectNode schema();

    record Scalar(String kind) implements FuzzType {
        @Override
        public TypeNode node() {
            return new TypeNode.Scalar(TypeNode.Kind.valueOf(kind.toUpperCase(Locale.ROOT)));
        }

        @Override
        public ObjectNode schema() {
            return JSON.objectNode().put("scalar", kind);
        }
    }

    record AtomicList(FuzzType items) implements FuzzType {
        @Override
        public TypeNode node() {
            return new TypeNode.AtomicList(items.node());
        }

        @Override
        public ObjectNode schema() {
            return list("atomic", items);
        }
    }

    record AtomicMap(FuzzType values) implements FuzzType {
        @Override
        public TypeNode node() {
            return new TypeNode.AtomicStruct(new TypeNode.Struct(Map.of(), values.node()));
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = JSON.objectNode();
            ObjectNode map = schema.putObject("map").put("elementRelationship", "atomic");
            map.set("elementType", values.schema());
            return schema;
        }
    }

    record MapOf(FuzzType values) implements FuzzType {
        @Override
        public TypeNode node() {
            return new TypeNode.Struct(Map.of(), values.node());
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = JSON.objectNode();
            schema.putObject("map").set("elementType", values.schema());
            return schema;
        }
    }

    /** An object with known fields; of the defaults only those of a list's keys count. */
    record StructOf(Map<String, FuzzType> fields, Map<String, String> defaults) implements FuzzType {
        @Override
        public TypeNode node() {
            Map<String, TypeNode> nodes = new HashMap<>();
            fields.forEach((name, type) -> nodes.put(name, type.node()));
            return new TypeNode.Struct(nodes, null, Set.of());
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = JSON.objectNode();
            ArrayNode list = schema.putObject("map").putArray("fields");
            new TreeMap<>(fields).forEach((name, type) -> {
                ObjectNode field = list.addObject().put("name", name);
                field.set("type", type.schema());
                if (defaults.containsKey(name)) {
                    field.put("default", defaults.get(name));
                }
            });
            return schema;
        }
    }

    record MapListOf(List<String> keys, StructOf items) implements FuzzType {
        @Override
        public TypeNode node() {
            Map<String, JsonNode> defaults = new HashMap<>();
            items.defaults.forEach((key, value) -> defaults.put(key, TextNode.valueOf(value)));
            defaults.keySet().retainAll(keys);
            return new TypeNode.MapList(keys, items.node(), defaults);
        }

        @Override
        public ObjectNode schema() {
            ObjectNode schema = list("associative", items);
            keys.forEach(key -> schema.withObject("/list").withArray("/keys").add(key));
            return schema;
        }

        /** The keys that an item must have. */
        Set<String> needed() {
            Set<String> needed = new TreeSet<>(keys);
            needed.removeAll(items.defaults.keySet());
            return needed;
        }
    }

    record SetOf(Scalar items) implements FuzzType {
        @Override
        public TypeNode node() {
            return new TypeNode.SetList(items.node());
        }

        @Override
        public ObjectNode schema() {
            return list("associative", items);
        }
    }

    /** No schema below here. */
    record Free() implements FuzzType {
        @Override
        public TypeNode node() {
            return new TypeNode.Deduced();
        }

        @Override
        public ObjectNode schema() {
            return JSON.objectNode().put("namedType", "__untyped_deduced_");
        }
    }

    private static ObjectNode list(String relationship, FuzzType items) {
        ObjectNode schema = JSON.objectNode();
        schema.putObject("list").put("elementRelationship", relationship).set("elementType", items.schema());
        return schema;
    }

    /** The whole schema with this type as its root. */
    default ObjectNode document() {
        ObjectNode document = JSON.objectNode();
        ArrayNode types = document.putArray("types");
        types.addObject().put("name", "root").setAll(schema());
        types.addObject()
                .put("name", "__untyped_atomic_")
                .put("scalar", "untyped")
                .setAll(untyped("__untyped_atomic_", "atomic"));
        types.addObject()
                .put("name", "__untyped_deduced_")
                .put("scalar", "untyped")
                .setAll(untyped("__untyped_deduced_", "separable"));
        return document;
    }

    private static ObjectNode untyped(String values, String relationship) {
        ObjectNode atom = JSON.objectNode();
        atom.putObject("list")
                .put("elementRelationship", "atomic")
                .putObject("elementType")
                .put("namedType", "__untyped_atomic_");
        atom.putObject("map")
                .put("elementRelationship", relationship)
                .putObject("elementType")
                .put("namedType", values);
        return atom;
    }
}
