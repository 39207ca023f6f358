package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.apply.Values;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.ArrayList;
import java.util.List;

/** What of a pod's specification may change once it exists: images, and little else. */
final class PodUpdates {

    private PodUpdates() {}

    /** What an update may not do. */
    static List<FieldError> check(ObjectNode old, ObjectNode pod) {
        for (String list : List.of("containers", "initContainers")) {
            if (old.path("spec").path(list).size()
                    != pod.path("spec").path(list).size()) {
                return List.of(FieldErrors.forbidden("spec." + list, "pod updates may not add or remove " + list));
            }
        }
        List<FieldError> errors = new ArrayList<>();
        List<JsonNode> tolerations = pod.path("spec")
                .path("tolerations")
                .valueStream()
                .map(PodUpdates::lasting)
                .toList();
        for (JsonNode toleration : old.path("spec").path("tolerations")) {
            // Admission puts these back when an update leaves them out.
            boolean automatic = toleration.path("key").asText().startsWith("node.kubernetes.io/");
            if (!automatic && !tolerations.contains(lasting(toleration))) {
                errors.add(FieldErrors.forbidden(
                        "spec.tolerations", "existing toleration can not be modified except its tolerationSeconds"));
                break;
            }
        }
        if (!Values.equal(fixed(old), fixed(pod))) {
            errors.add(forbidden());
        }
        return errors;
    }

    private static JsonNode lasting(JsonNode toleration) {
        ObjectNode copy = toleration.deepCopy();
        copy.remove("tolerationSeconds");
        return copy;
    }

    /** The specification without what may change. */
    private static JsonNode fixed(ObjectNode pod) {
        JsonNode spec = pod.path("spec").deepCopy();
        if (spec instanceof ObjectNode fields) {
            fields.remove(List.of(
                    "activeDeadlineSeconds", "tolerations", "terminationGracePeriodSeconds", "schedulingGates"));
            for (String list : List.of("containers", "initContainers")) {
                for (JsonNode container : fields.path(list)) {
                    if (container instanceof ObjectNode parts) {
                        parts.remove(List.of("image"));
                    }
                }
            }
        }
        return spec;
    }

    private static FieldError forbidden() {
        return FieldErrors.forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
    }
}
