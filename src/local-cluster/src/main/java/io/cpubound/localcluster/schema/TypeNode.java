package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a type, as merging needs it (the real one: structured-merge-diff's schema). Built from a CRD's schema or
 * from the table of built-in kinds.
 */
public sealed interface TypeNode {

    /** What a scalar may be; ANY is one of the others. */
    enum Kind {
        STRING,
        NUMERIC,
        BOOLEAN,
        ANY
    }

    /** A value without parts. */
    record Scalar(Kind kind) implements TypeNode {}

    /** Whatever is here is owned and replaced as one, and nobody looks into it. */
    record Atomic() implements TypeNode {}

    /** A list that is owned and replaced as one. */
    record AtomicList(TypeNode items) implements TypeNode {}

    /** An object that is owned and replaced as one. */
    record AtomicStruct(Struct content) implements TypeNode {}

    /** No schema: an object is granular, a list is replaced as one, all the way down. */
    record Deduced() implements TypeNode {}

    /**
     * A granular object.
     *
     * @param fields the known fields
     * @param others the type of every other key: {@code additionalProperties}, or deduced for unknown fields; null when
     *     there can be none
     * @param always the fields that are there even in an empty object, because the real server's types cannot leave them out
     */
    record Struct(Map<String, TypeNode> fields, @Nullable TypeNode others, Set<String> always) implements TypeNode {
        public Struct(Map<String, TypeNode> fields, @Nullable TypeNode others) {
            this(fields, others, Set.of());
        }
    }

    /**
     * A list whose items are found by key ({@code x-kubernetes-list-type: map}).
     *
     * @param defaults what a key has in an item that leaves it out: {@code protocol} is {@code TCP}
     */
    record MapList(List<String> keys, TypeNode items, Map<String, JsonNode> defaults) implements TypeNode {
        public MapList(List<String> keys, TypeNode items) {
            this(keys, items, Map.of());
        }
    }

    /** A list of scalars without duplicates ({@code x-kubernetes-list-type: set}). */
    record SetList(TypeNode items) implements TypeNode {}
}
