package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.apply.ManagedFields.Owned;
import io.cpubound.localcluster.schema.TypeNode;
import java.util.Map;
import java.util.TreeMap;

/** Removes what a manager applied last time and no longer applies, unless somebody else wants it. */
final class Pruning {

    private Pruning() {}

    /**
     * @param last what the manager applied before, and in which version
     * @param owned all that is owned now, by version: by the others, and by this manager after this apply
     */
    static ObjectNode prune(TypeNode type, ObjectNode merged, Owned last, Map<String, FieldSet> owned) {
        FieldSet lastNamed = last.fields().withNamedFields(type);
        FieldSet all = TypedWalk.fields(type, merged).withNamedFields(type);
        ObjectNode pruned = Merging.without(type, merged, lastNamed);
        // Back in: what somebody owns. One version after the other, so that an owner below an item that only another
        // version has comes too late: as the real one, which may have to convert in between.
        Map<String, FieldSet> rest = new TreeMap<>(owned);
        FieldSet sameVersion = rest.remove(last.apiVersion());
        if (sameVersion != null) {
            pruned = withOwned(type, merged, all, pruned, sameVersion);
        }
        for (FieldSet other : rest.values()) {
            pruned = withOwned(type, merged, all, pruned, other);
        }
        // Back in: what nobody owns, but this manager neither applied; it only lay below something that went.
        FieldSet gone = all.minus(TypedWalk.fields(type, pruned).withNamedFields(type));
        return Merging.without(type, merged, gone.intersection(lastNamed));
    }

    private static ObjectNode withOwned(
            TypeNode type, ObjectNode merged, FieldSet all, ObjectNode pruned, FieldSet owned) {
        FieldSet kept = TypedWalk.fields(type, pruned).withNamedFields(type).union(owned.withNamedFields(type));
        return Merging.without(type, merged, all.minus(kept));
    }
}
