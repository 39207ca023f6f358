package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.apply.ManagedFields.Owned;
import io.cpubound.localcluster.apply.ManagedFields.Owner;
import io.cpubound.localcluster.schema.TypeNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Server-side apply and the bookkeeping of field managers, as in structured-merge-diff. */
public final class ServerSideApply {

    private static final String BEFORE_FIRST_APPLY = "before-first-apply";

    private ServerSideApply() {}

    /**
     * Who writes.
     *
     * @param name the field manager
     * @param apiVersion of the object as sent
     * @param subresource "" for the object itself, or "status", "scale"
     * @param time of the write
     */
    public record Manager(String name, String apiVersion, String subresource, Instant time) {
        Owner applier() {
            return Owner.applier(name.isEmpty() ? "unknown" : name, subresource);
        }

        Owner updater() {
            return new Owner(name.isEmpty() ? "unknown" : name, false, apiVersion, subresource);
        }
    }

    /** A 409: somebody else owns fields that the apply wants to change. */
    public static final class ConflictException extends Exception {
        private static final long serialVersionUID = 1L;
        private final transient List<Conflict> conflicts;

        public ConflictException(String message, List<Conflict> conflicts) {
            super(message);
            this.conflicts = List.copyOf(conflicts);
        }

        public List<Conflict> conflicts() {
            return conflicts;
        }
    }

    /** One field of a conflict: {@code .spec.replicas}, and by whom, in the words of the real message. */
    public record Conflict(String field, String message) {}

    /**
     * Merges an applied configuration into the live object (null when it is to be created); the result carries its new
     * managedFields. An apply that changes nothing gives an object equal to the live one.
     *
     * @throws PatchException when the configuration does not fit the type or carries managedFields
     */
    public static ObjectNode apply(
            TypeNode type, @Nullable ObjectNode live, ObjectNode applied, Manager manager, boolean force)
            throws ConflictException {
        AppliedConfiguration.check(type, applied);
        ObjectNode before = live == null ? empty(type, applied) : live;
        ManagedFields managed = managedOf(before);
        ObjectNode bare = withoutManagedFields(before);
        if (managed.isEmpty()) {
            Manager found = new Manager(BEFORE_FIRST_APPLY, manager.apiVersion, manager.subresource, manager.time);
            track(type, empty(type, applied), bare, managed, found);
        }
        Merge merge = new Merge(type, bare, applied, manager);
        ObjectNode result = ClientSideApply.OWNER.equals(manager.name)
                ? ClientSideApply.apply(merge, managed, force)
                : merge.into(managed, force);
        return keepTimes(live, stored(type, withManagedFields(result, managed)));
    }

    /** One apply; tried again by force when kubectl takes over from its client-side self. */
    record Merge(TypeNode type, ObjectNode live, ObjectNode applied, Manager manager) {

        /** The merged object without managedFields; the managed fields are changed only when there is no conflict. */
        ObjectNode into(ManagedFields managed, boolean force) throws ConflictException {
            Owner owner = manager.applier();
            FieldSet ignored = ResetFields.of(live, manager.subresource);
            Owned last = managed.owners().get(owner);
            FieldSet now = TypedWalk.fields(type, applied).minusAllBelow(ignored);
            ObjectNode merged = Merging.merge(type, live, applied);
            ObjectNode result = last == null ? merged : pruned(merged, last, now, managed.allBut(owner));
            Comparison changes = Comparison.of(type, live, result).without(ignored);
            if (!force) {
                Conflicts.check(managed, owner, changes.changed());
            }
            managed.takeFromOthers(owner, changes.changed().union(changes.removed()));
            boolean same = Values.equal(live, result);
            Instant time = same ? (last == null ? null : last.time()) : manager.time;
            managed.put(owner, new Owned(ResetFields.withoutMetadata(now), manager.apiVersion, time));
            return result;
        }

        private ObjectNode pruned(ObjectNode merged, Owned last, FieldSet now, Map<String, FieldSet> owned) {
            owned.merge(manager.apiVersion, now, FieldSet::union);
            return Pruning.prune(type, merged, last, owned);
        }
    }

    /**
     * The managedFields that a PUT, POST or non-apply patch leaves: {@code after}, with what changed since {@code before}
     * owned. {@code after} may bring managedFields of its own: they are taken, an empty list resets them.
     */
    public static ObjectNode update(TypeNode type, @Nullable ObjectNode before, ObjectNode after, Manager manager) {
        ObjectNode old = before == null ? empty(type, after) : before;
        ManagedFields managed = managedFor(old, after, manager);
        ObjectNode bare = withoutManagedFields(after);
        // An object whose managedFields were reset stays untracked until somebody applies.
        if (!managed.isEmpty() || !old.path("metadata").hasNonNull("uid")) {
            track(type, withoutManagedFields(old), bare, managed, manager);
        }
        return keepTimes(before, stored(type, withManagedFields(bare, managed)));
    }

    private static void track(
            TypeNode type, ObjectNode before, ObjectNode after, ManagedFields managed, Manager manager) {
        FieldSet ignored = ResetFields.of(after, manager.subresource);
        Comparison changes = Comparison.of(type, before, after).without(ignored);
        Owner nobody = new Owner("", false, "", "");
        managed.takeFromOthers(nobody, changes.changed().union(changes.removed()));
        FieldSet taken = ResetFields.withoutMetadata(changes.changed());
        if (!taken.isEmpty()) {
            Owner owner = manager.updater();
            managed.put(owner, new Owned(managed.fieldsOf(owner).union(taken), manager.apiVersion, manager.time));
        }
        managed.capUpdaters();
    }

    private static ManagedFields managedFor(ObjectNode before, ObjectNode after, Manager manager) {
        JsonNode sent = after.path("metadata").path("managedFields");
        if (!manager.subresource.isEmpty()) {
            return managedOf(before);
        }
        boolean reset = sent.isArray()
                && (sent.isEmpty() || (sent.size() == 1 && sent.get(0).isEmpty()));
        if (reset) {
            return new ManagedFields();
        }
        return ManagedFields.read(sent).filter(managed -> !managed.isEmpty()).orElseGet(() -> managedOf(before));
    }

    private static ManagedFields managedOf(ObjectNode object) {
        return ManagedFields.read(object.path("metadata").path("managedFields")).orElseGet(ManagedFields::new);
    }

    /**
     * The new object with the old times in managedFields where nothing but these times differs, so that a write that
     * changes nothing is none. To be asked again after defaults and admission had their say.
     */
    public static ObjectNode keepTimes(@Nullable ObjectNode before, ObjectNode after) {
        if (before == null) {
            return after;
        }
        JsonNode old = before.path("metadata").path("managedFields");
        JsonNode current = after.path("metadata").path("managedFields");
        if (old.isEmpty() || old.size() != current.size()) {
            return after;
        }
        return Values.equal(withoutTimes(before), withoutTimes(after)) ? before.deepCopy() : after;
    }

    private static ObjectNode withoutTimes(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        for (JsonNode entry : copy.path("metadata").path("managedFields")) {
            if (entry instanceof ObjectNode fields) {
                fields.remove("time");
            }
        }
        return copy;
    }

    private static ObjectNode withoutManagedFields(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        if (copy.get("metadata") instanceof ObjectNode metadata) {
            metadata.remove("managedFields");
        }
        return copy;
    }

    private static ObjectNode withManagedFields(ObjectNode object, ManagedFields managed) {
        ArrayNode entries = managed.toJson();
        if (!entries.isEmpty()) {
            object.withObject("/metadata").set("managedFields", entries);
        }
        return object;
    }

    /** Storage knows no empty list: the {@code rules} of a Role come back as null. */
    private static ObjectNode stored(TypeNode type, ObjectNode object) {
        if (type instanceof TypeNode.Struct struct) {
            for (String field : struct.always()) {
                JsonNode value = object.path(field);
                if (value.isArray() && value.isEmpty()) {
                    object.putNull(field);
                }
            }
        }
        return object;
    }

    /** What an object is before it exists. */
    private static ObjectNode empty(TypeNode type, ObjectNode object) {
        ObjectNode empty = empty(type) instanceof ObjectNode fields ? fields : JsonNodeFactory.instance.objectNode();
        for (String field : List.of("apiVersion", "kind")) {
            JsonNode value = object.get(field);
            if (value != null) {
                empty.set(field, value);
            }
        }
        return empty;
    }

    private static JsonNode empty(@Nullable TypeNode type) {
        if (!(type instanceof TypeNode.Struct struct)) {
            return NullNode.instance;
        }
        ObjectNode empty = JsonNodeFactory.instance.objectNode();
        struct.always().forEach(name -> empty.set(name, empty(struct.fields().get(name))));
        return empty;
    }
}
