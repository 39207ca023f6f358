package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.apply.ServerSideApply.Conflict;
import io.cpubound.localcluster.apply.ServerSideApply.ConflictException;
import io.cpubound.localcluster.apply.ServerSideApply.Merge;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * {@code kubectl apply --server-side} on an object that {@code kubectl apply} made: the fields that its annotation names
 * are kubectl's own and give no conflict, and the annotation is kept up to date, so that the way back stays open.
 */
final class ClientSideApply {

    /** The only manager that is treated so; another name opts out. */
    static final String OWNER = "kubectl";

    private static final String ANNOTATION = "kubectl.kubernetes.io/last-applied-configuration";

    private static final ObjectMapper SORTED = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private ClientSideApply() {}

    static ObjectNode apply(Merge merge, ManagedFields managed, boolean force) throws ConflictException {
        ObjectNode result;
        try {
            result = merge.into(managed, force);
        } catch (ConflictException conflict) {
            Set<String> own = ownFields(merge);
            List<Conflict> rest = new ArrayList<>(conflict.conflicts());
            rest.removeIf(cause -> own.contains(cause.field()));
            if (!rest.isEmpty()) {
                throw rest.size() == conflict.conflicts().size() ? conflict : Conflicts.of(rest);
            }
            result = merge.into(managed, true);
        }
        if (!lastApplied(result).isEmpty()) {
            result.withObject("/metadata/annotations").put(ANNOTATION, encode(merge.applied()));
        }
        return result;
    }

    private static String lastApplied(JsonNode object) {
        return object.path("metadata").path("annotations").path(ANNOTATION).asText();
    }

    /** What the annotation names and the live object still has with the same value. */
    private static Set<String> ownFields(Merge merge) {
        try {
            if (Values.fromJson(lastApplied(merge.live())) instanceof ObjectNode last
                    && last.path("apiVersion").asText().equals(merge.manager().apiVersion())) {
                Comparison changes = Comparison.of(merge.type(), last, merge.live());
                FieldSet own = TypedWalk.fields(merge.type(), last)
                        .minus(changes.modified())
                        .minus(changes.added())
                        .minus(changes.removed());
                Set<String> fields = new HashSet<>();
                own.paths().forEach(path -> fields.add(FieldSet.text(path)));
                return fields;
            }
        } catch (JsonProcessingException e) {
            // An annotation that is no JSON names no fields: the conflicts stand.
        }
        return Set.of();
    }

    private static String encode(ObjectNode applied) {
        ObjectNode copy = applied.deepCopy();
        if (copy.path("metadata").path("annotations") instanceof ObjectNode annotations) {
            annotations.remove(ANNOTATION);
        }
        try {
            String json = SORTED.writeValueAsString(SORTED.treeToValue(copy, Object.class));
            // Go's encoder escapes these and ends with a line break.
            return json.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026") + "\n";
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("not a JSON tree", e);
        }
    }
}
