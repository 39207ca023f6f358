package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import io.cpubound.localcluster.schema.ResourceSchemas;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/** CRDs: checked, established at once, served as long as they are there. */
final class Definitions {

    private final Store store;
    private final KindRegistry kinds;

    Definitions(Store store, KindRegistry kinds) {
        this.store = store;
        this.kinds = kinds;
    }

    /** What is wrong with a CRD's own schemas. */
    List<FieldError> check(ObjectNode crd) {
        List<FieldError> errors = new ArrayList<>();
        JsonNode versions = crd.path("spec").path("versions");
        for (int i = 0; i < versions.size(); i++) {
            JsonNode schema = versions.path(i).path("schema").path("openAPIV3Schema");
            if (schema instanceof ObjectNode fields) {
                errors.addAll(ResourceSchemas.checkRules(fields, "spec.versions[" + i + "].schema.openAPIV3Schema"));
            }
        }
        return errors;
    }

    /** The conditions and accepted names that a controller would write in a moment. */
    void establish(ObjectNode crd) {
        ObjectNode status = Json.under(crd, "status");
        if (!(status.get("conditions") instanceof ArrayNode conditions) || conditions.isEmpty()) {
            String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            ArrayNode made = status.putArray("conditions");
            condition(made, "NamesAccepted", "NoConflicts", "no conflicts found", now);
            condition(made, "Established", "InitialNamesAccepted", "the initial names have been accepted", now);
        }
        status.set("acceptedNames", crd.path("spec").path("names").deepCopy());
        if (status.path("storedVersions").isEmpty()) {
            ArrayNode stored = status.putArray("storedVersions");
            crd.path("spec").path("versions").forEach(version -> {
                if (version.path("storage").asBoolean()) {
                    stored.add(version.path("name").asText());
                }
            });
        }
    }

    private static void condition(ArrayNode conditions, String type, String reason, String message, String now) {
        conditions
                .addObject()
                .put("lastTransitionTime", now)
                .put("message", message)
                .put("reason", reason)
                .put("status", "True")
                .put("type", type);
    }

    void serve(ObjectNode crd) {
        kinds.serve(crd);
    }

    /** Ends a kind with all its objects. */
    void end(ObjectNode crd) {
        store.list(Json.name(crd), "").forEach(object -> store.remove(Json.name(crd), object));
        kinds.forget(crd);
    }
}
