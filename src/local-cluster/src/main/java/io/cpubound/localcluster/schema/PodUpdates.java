package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.List;

/** What of a pod's specification may change once it exists: images, and little else. */
final class PodUpdates {

    private PodUpdates() {}

    /** The specification without what may change. */
    static JsonNode fixed(ObjectNode pod) {
        JsonNode spec = pod.path("spec").deepCopy();
        if (spec instanceof ObjectNode fields) {
            // A node is set by binding, which is an update too.
            fields.remove(List.of(
                    "activeDeadlineSeconds",
                    "tolerations",
                    "terminationGracePeriodSeconds",
                    "nodeName",
                    "schedulingGates"));
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

    static FieldError forbidden() {
        return FieldErrors.forbidden(
                "spec",
                "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)");
    }
}
