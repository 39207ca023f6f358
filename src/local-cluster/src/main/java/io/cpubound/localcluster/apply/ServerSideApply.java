package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.TypeNode;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Server-side apply and the bookkeeping of field managers, as in structured-merge-diff. */
public final class ServerSideApply {

    private ServerSideApply() {}

    /**
     * Who writes.
     *
     * @param name the field manager
     * @param apiVersion of the object as sent
     * @param subresource "" for the object itself, or "status", "scale"
     * @param time of the write
     */
    public record Manager(String name, String apiVersion, String subresource, Instant time) {}

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
     * managedFields.
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static ObjectNode apply(
            TypeNode type, @Nullable ObjectNode live, ObjectNode applied, Manager manager, boolean force)
            throws ConflictException {
        throw new IllegalStateException("being written");
    }

    /** The managedFields that a PUT, POST or non-apply patch leaves: {@code after}, with what changed since {@code before} owned. */
    @SuppressWarnings("DoNotCallSuggester")
    public static ObjectNode update(TypeNode type, @Nullable ObjectNode before, ObjectNode after, Manager manager) {
        throw new IllegalStateException("being written");
    }
}
