package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.ResourceSchema;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * One kind in one version, as it is served.
 *
 * @param group "" for the core group
 * @param subresources their names: {@code status}, {@code scale}, {@code log}
 * @param tracksGeneration whether {@code metadata.generation} counts changes of the specification
 * @param stored false for what is only asked: a review is answered and forgotten
 * @param definition the CRD of a custom resource, and which of its versions this is; empty for built-in kinds
 */
record Kind(
        String group,
        String version,
        String kind,
        String plural,
        String singular,
        List<String> shortNames,
        List<String> categories,
        boolean namespaced,
        Set<String> subresources,
        boolean tracksGeneration,
        boolean stored,
        ResourceSchema schema,
        List<Column> columns,
        Optional<ObjectNode> definition) {

    /** {@code deployments.apps}: the name in messages. */
    String resource() {
        return group.isEmpty() ? plural : plural + "." + group;
    }

    /** The key in the store: one kind may be served by two groups. */
    String storage() {
        return Versions.isNewEvent(this) ? "events" : resource();
    }

    String apiVersion() {
        return group.isEmpty() ? version : group + "/" + version;
    }

    boolean custom() {
        return definition.isPresent();
    }

    boolean is(String otherGroup, String otherKind) {
        return group.equals(otherGroup) && kind.equals(otherKind);
    }

    boolean has(String subresource) {
        return subresources.contains(subresource);
    }
}
