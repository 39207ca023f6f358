package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** How built-in types merge: the model classes say what there is, the table of facts what is special. */
final class BuiltInTypeNode {

    /** The only keys of lists that have a default. */
    private static final Map<String, JsonNode> KEY_DEFAULTS = Map.of("protocol", TextNode.valueOf("TCP"));

    private BuiltInTypeNode() {}

    static TypeNode of(ModelType type) {
        if (type instanceof ModelType.Struct struct) {
            return ofStruct(struct);
        }
        if (type instanceof ModelType.MapOf map) {
            return new TypeNode.Struct(Map.of(), of(map.values()));
        }
        return new TypeNode.Atomic();
    }

    private static TypeNode ofStruct(ModelType.Struct struct) {
        if (MergeFacts.of(struct.name()).map(MergeFacts.Fact::atomic).orElse(false)) {
            return new TypeNode.Atomic();
        }
        Map<String, TypeNode> fields = new HashMap<>();
        struct.fields().forEach((name, type) -> fields.put(name, ofField(struct.name() + "." + name, type)));
        return new TypeNode.Struct(Map.copyOf(fields), null, WireForm.always(struct));
    }

    private static TypeNode ofField(String name, ModelType type) {
        Optional<MergeFacts.Fact> fact = MergeFacts.of(name);
        if (fact.isEmpty()) {
            return of(type);
        }
        if (fact.get().atomic()) {
            return new TypeNode.Atomic();
        }
        if (type instanceof ModelType.ListOf list) {
            List<String> keys = fact.get().keys();
            if (!keys.isEmpty()) {
                Map<String, JsonNode> defaults = new HashMap<>(KEY_DEFAULTS);
                defaults.keySet().retainAll(keys);
                return new TypeNode.MapList(keys, of(list.items()), Map.copyOf(defaults));
            }
            return fact.get().set() ? new TypeNode.SetList() : new TypeNode.Atomic();
        }
        return of(type);
    }
}
