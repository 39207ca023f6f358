package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cpubound.localcluster.schema.TypeNode.Kind;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** How built-in types merge: the model classes say what there is, the table of facts what is special. */
final class BuiltInTypeNode {

    /** The only keys of lists that have a default. */
    private static final Map<String, JsonNode> KEY_DEFAULTS = Map.of("protocol", TextNode.valueOf("TCP"));

    private BuiltInTypeNode() {}

    static TypeNode of(ModelType type) {
        return new BuiltInTypeNode().node(type);
    }

    /** The types on the way down: a schema has schemas in it. */
    private final Set<ModelType> above = new HashSet<>();

    private TypeNode node(ModelType type) {
        if (type instanceof ModelType.Struct struct) {
            return struct(struct);
        }
        if (type instanceof ModelType.MapOf map) {
            return new TypeNode.Struct(Map.of(), node(map.values()));
        }
        if (type instanceof ModelType.ListOf list) {
            return new TypeNode.AtomicList(node(list.items()));
        }
        return switch ((ModelType.Scalar) type) {
            case STRING -> new TypeNode.Scalar(Kind.STRING);
            case INTEGER, LONG, NUMBER -> new TypeNode.Scalar(Kind.NUMERIC);
            case BOOLEAN -> new TypeNode.Scalar(Kind.BOOLEAN);
            case QUANTITY, INT_OR_STRING -> new TypeNode.Scalar(Kind.ANY);
            case ANYTHING -> new TypeNode.Atomic();
        };
    }

    private TypeNode struct(ModelType.Struct struct) {
        if (!above.add(struct)) {
            return new TypeNode.Atomic();
        }
        Map<String, TypeNode> fields = new HashMap<>();
        struct.fields().forEach((name, type) -> fields.put(name, field(struct.name() + "." + name, type)));
        above.remove(struct);
        TypeNode.Struct node = new TypeNode.Struct(Map.copyOf(fields), null, WireForm.always(struct));
        boolean atomic =
                MergeFacts.of(struct.name()).map(MergeFacts.Fact::atomic).orElse(false);
        return atomic ? new TypeNode.AtomicStruct(node) : node;
    }

    private TypeNode field(String name, ModelType type) {
        Optional<MergeFacts.Fact> fact = MergeFacts.of(name);
        if (fact.isEmpty()) {
            return node(type);
        }
        if (fact.get().atomic()) {
            return node(type) instanceof TypeNode.Struct struct ? new TypeNode.AtomicStruct(struct) : node(type);
        }
        if (type instanceof ModelType.ListOf list) {
            List<String> keys = fact.get().keys();
            if (!keys.isEmpty()) {
                Map<String, JsonNode> defaults = new HashMap<>(KEY_DEFAULTS);
                defaults.keySet().retainAll(keys);
                return new TypeNode.MapList(keys, node(list.items()), Map.copyOf(defaults));
            }
            TypeNode item = node(list.items());
            return fact.get().set() ? new TypeNode.SetList(item) : new TypeNode.AtomicList(item);
        }
        return node(type);
    }
}
