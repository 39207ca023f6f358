package io.cpubound.localcluster.schema;

import java.util.Optional;

/** How a built-in type takes a strategic merge patch. */
public sealed interface PatchType permits BuiltInPatchType {

    /**
     * How a field takes a patch.
     *
     * @param merges a list is merged (else replaced)
     * @param mergeKey by which an item of a list of objects is found; "" for scalars
     * @param retainKeys the patch names the keys that stay
     */
    record Strategy(boolean merges, String mergeKey, boolean retainKeys) {
        static final Strategy REPLACE = new Strategy(false, "", false);
    }

    /** A field: its strategy, and the type of its value, of the values of its map, or of the items of its list. */
    record Field(Strategy strategy, Optional<PatchType> type) {}

    /** What is known of a field; a field that is not known is replaced. */
    Field field(String name);
}
