package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.TypeNode;

/** Removes what a manager applied last time and no longer applies, unless somebody else wants it. */
final class Pruning {

    private Pruning() {}

    /**
     * @param last what the manager applied before
     * @param owned all that is owned now: by the others, and by this manager after this apply
     */
    static ObjectNode prune(TypeNode type, ObjectNode merged, FieldSet last, FieldSet owned) {
        if (last.isEmpty()) {
            return merged;
        }
        FieldSet lastNamed = last.withNamedFields(type);
        ObjectNode pruned = Merging.without(type, merged, lastNamed);
        FieldSet all = TypedWalk.fields(type, merged).withNamedFields(type);
        // Back in: what somebody owns.
        FieldSet kept = TypedWalk.fields(type, pruned).withNamedFields(type).union(owned.withNamedFields(type));
        ObjectNode withOwned = Merging.without(type, merged, all.minus(kept));
        // Back in: what nobody owns, but this manager neither applied; it only lay below something that went.
        FieldSet gone = all.minus(TypedWalk.fields(type, withOwned).withNamedFields(type));
        return Merging.without(type, merged, gone.intersection(lastNamed));
    }
}
