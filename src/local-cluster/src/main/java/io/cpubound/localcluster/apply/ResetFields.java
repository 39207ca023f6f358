package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;

/** The fields that nobody owns: those of the system, and those that the endpoint of a write takes from the stored object. */
final class ResetFields {

    private static final FieldSet METADATA = FieldSet.of("apiVersion")
            .union(FieldSet.of("kind"))
            .union(FieldSet.of("metadata"))
            .union(FieldSet.of("metadata", "name"))
            .union(FieldSet.of("metadata", "namespace"))
            .union(FieldSet.of("metadata", "creationTimestamp"))
            .union(FieldSet.of("metadata", "selfLink"))
            .union(FieldSet.of("metadata", "uid"))
            .union(FieldSet.of("metadata", "clusterName"))
            .union(FieldSet.of("metadata", "generation"))
            .union(FieldSet.of("metadata", "managedFields"))
            .union(FieldSet.of("metadata", "resourceVersion"));
    private static final FieldSet STATUS = FieldSet.of("status");
    private static final FieldSet SPEC = FieldSet.of("spec");

    private ResetFields() {}

    static FieldSet withoutMetadata(FieldSet fields) {
        return fields.minus(METADATA);
    }

    /** Which fields a write to the object ("") or to its status cannot change. */
    static FieldSet of(JsonNode object, String subresource) {
        return switch (subresource) {
            case "" -> STATUS;
            case "status" -> SPEC.union(ofStatus(object));
            default -> new FieldSet();
        };
    }

    private static FieldSet ofStatus(JsonNode object) {
        String apiVersion = object.path("apiVersion").asText();
        String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        boolean custom = group.contains(".") && !group.endsWith(".k8s.io");
        if (custom) {
            return FieldSet.of("metadata");
        }
        return switch (object.path("kind").asText()) {
            case "Deployment" -> FieldSet.of("metadata", "labels");
            case "Pod" ->
                FieldSet.of("metadata", "deletionTimestamp").union(FieldSet.of("metadata", "ownerReferences"));
            default -> new FieldSet();
        };
    }
}
