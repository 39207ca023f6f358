package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One kind in one version. Immutable; every method leaves its arguments as they are. */
public interface ResourceSchema {

    /**
     * The object without the fields that the schema does not know, and the paths of what was dropped.
     *
     * @throws io.cpubound.localcluster.apply.PatchException 400, when a built-in kind has a value of a wrong type
     */
    Pruned prune(ObjectNode object);

    /** The object with the schema's defaults filled in. */
    ObjectNode withDefaults(ObjectNode object);

    /**
     * What is wrong with the object, in the words of a real API server; empty when it is valid.
     *
     * @param old the object as stored before; null on create. Transition rules (CEL {@code oldSelf}) need it.
     */
    default List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old) {
        return validate(object, old, List.of());
    }

    /**
     * The same with what somebody else found wrong, at the place where a real API server says it: after the schema's words and
     * before those of its rules.
     */
    List<FieldError> validate(ObjectNode object, @Nullable ObjectNode old, List<FieldError> beforeRules);

    /** How the type at the root is built: which lists are maps, by which keys. */
    TypeNode type();

    /** See {@link ResourceSchema#prune}. */
    record Pruned(ObjectNode object, List<String> dropped) {}

    /**
     * One cause of a 422.
     *
     * @param reason FieldValueInvalid, FieldValueRequired, FieldValueTypeInvalid, FieldValueNotSupported, ...
     * @param field the path: {@code spec.nginx.upstream.weight}
     * @param message the whole text as in the Status' message: {@code Invalid value: 0: ... should be greater than ...}
     */
    record FieldError(String reason, String field, String message) {

        /** {@code spec.replicas: Invalid value: -1: ...} */
        @Override
        public String toString() {
            return field + ": " + message;
        }

        /**
         * The message of the 422 Status.
         *
         * @param group "" for the core group
         */
        public static String joined(String group, String kind, String name, List<FieldError> errors) {
            List<String> texts =
                    errors.stream().map(FieldError::toString).distinct().toList();
            String all = texts.size() == 1 ? texts.get(0) : "[" + String.join(", ", texts) + "]";
            return kind + (group.isEmpty() ? "" : "." + group) + " \"" + name + "\" is invalid: " + all;
        }
    }
}
