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
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** CRDs: checked, established in the moment after they are made, served as long as they are there. */
final class Definitions {

    private static final String DEFINITIONS = "customresourcedefinitions.apiextensions.k8s.io";
    private static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

    private final Store store;
    private final KindRegistry kinds;

    Definitions(Store store, KindRegistry kinds) {
        this.store = store;
        this.kinds = kinds;
    }

    /** What is wrong with a CRD. */
    List<FieldError> check(ObjectNode crd, @Nullable ObjectNode before) {
        List<FieldError> errors = new ArrayList<>();
        JsonNode spec = crd.path("spec");
        JsonNode versions = spec.path("versions");
        String name = spec.path("names").path("plural").asText() + "."
                + spec.path("group").asText();
        if (!Json.name(crd).equals(name)) {
            errors.add(invalid(
                    "metadata.name", "\"" + Json.name(crd) + "\"", "must be spec.names.plural+\".\"+spec.group"));
        }
        long storages = versions.valueStream()
                .filter(version -> version.path("storage").asBoolean())
                .count();
        if (storages != 1) {
            errors.add(invalid(
                    "spec.versions", Json.text(versions), "must have exactly one version marked as storage version"));
        }
        if (before != null) {
            stored(before, versions, errors);
            for (String fixed : List.of("group", "scope")) {
                String value = spec.path(fixed).asText();
                if (!value.equals(before.path("spec").path(fixed).asText())) {
                    errors.add(invalid("spec." + fixed, "\"" + value + "\"", "field is immutable"));
                }
            }
        }
        checkSchemas(versions, before, errors);
        return errors;
    }

    /** What all versions have in common is checked once, and called {@code spec.validation}: so it was in v1beta1. */
    private static void checkSchemas(JsonNode versions, @Nullable ObjectNode before, List<FieldError> errors) {
        boolean common =
                versions.valueStream().map(one -> one.path("schema")).distinct().count() == 1;
        for (int i = 0; i < (common ? 1 : versions.size()); i++) {
            JsonNode version = versions.path(i);
            if (version.path("schema").path("openAPIV3Schema") instanceof ObjectNode schema) {
                String path = common ? "spec.validation" : "spec.versions[" + i + "].schema";
                errors.addAll(ResourceSchemas.checkRules(schema, path + ".openAPIV3Schema", isStored(version, before)));
            }
        }
    }

    private static boolean isStored(JsonNode version, @Nullable ObjectNode before) {
        return before != null
                && before.path("spec")
                        .path("versions")
                        .valueStream()
                        .anyMatch(one -> one.path("name").equals(version.path("name"))
                                && one.path("schema").equals(version.path("schema")));
    }

    private static FieldError invalid(String field, String value, String why) {
        return new FieldError("FieldValueInvalid", field, "Invalid value: " + value + ": " + why);
    }

    /** A version that objects may still be stored in has to stay. */
    private static void stored(ObjectNode before, JsonNode versions, List<FieldError> errors) {
        JsonNode stored = before.path("status").path("storedVersions");
        for (int i = 0; i < stored.size(); i++) {
            String version = stored.path(i).asText();
            if (versions.valueStream()
                    .noneMatch(one -> one.path("name").asText().equals(version))) {
                errors.add(invalid(
                        "status.storedVersions[" + i + "]",
                        "\"" + version + "\"",
                        "missing from spec.versions; " + version
                                + " was previously a storage version, and must remain in"
                                + " spec.versions until a storage migration ensures no data remains persisted in "
                                + version + " and removes " + version + " from status.storedVersions"));
            }
        }
    }

    /** No controller has looked at it. */
    boolean isNew(ObjectNode crd) {
        return !(crd.path("status").get("conditions") instanceof ArrayNode conditions) || conditions.isEmpty();
    }

    /** As the API server stores a new CRD, before its controller looks at it: conditions that are null, names that are empty. */
    static ObjectNode announced(ObjectNode crd) {
        ObjectNode announced = crd.deepCopy();
        ObjectNode status = announced.putObject("status");
        status.putNull("conditions");
        status.putObject("acceptedNames").put("plural", "").put("kind", "");
        ArrayNode stored = status.putArray("storedVersions");
        crd.path("spec")
                .path("versions")
                .valueStream()
                .filter(version -> version.path("storage").asBoolean())
                .forEach(version -> stored.add(version.path("name").asText()));
        return announced;
    }

    /** The conditions and accepted names that a controller would write in a moment. */
    void establish(ObjectNode crd) {
        ObjectNode status = Json.under(crd, "status");
        // What is being deleted may have been emptied already: the finalizer does not come back.
        ObjectNode metadata = Json.under(crd, "metadata");
        boolean held = metadata.path("finalizers").valueStream().anyMatch(one -> one.asText()
                .equals(CLEANUP));
        if (!held && !metadata.has("deletionTimestamp")) {
            metadata.withArray("/finalizers").add(CLEANUP);
        }
        if (isNew(crd)) {
            String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
            ArrayNode made = status.putArray("conditions");
            condition(made, "NamesAccepted", "NoConflicts", "no conflicts found", now);
            condition(made, "Established", "InitialNamesAccepted", "the initial names have been accepted", now);
        }
        status.set("acceptedNames", crd.path("spec").path("names").deepCopy());
        ArrayNode stored = status.withArray("/storedVersions");
        crd.path("spec").path("versions").forEach(version -> {
            String name = version.path("name").asText();
            if (version.path("storage").asBoolean()
                    && stored.valueStream().noneMatch(one -> one.asText().equals(name))) {
                stored.add(name);
            }
        });
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

    /** Begins the end of a kind: its objects are deleted, and with the last of them it goes. */
    void empty(ObjectNode crd, Consumer<Kind> deleteAll) {
        serve(crd);
        kinds.all().stream()
                .filter(kind -> kind.custom() && kind.resource().equals(Json.name(crd)))
                .findFirst()
                .ifPresent(kind -> {
                    deleteAll.accept(kind);
                    left(kind);
                });
    }

    /** An object has gone: was it the last one of a kind that ends? */
    void left(Kind kind) {
        ObjectNode crd = store.get(DEFINITIONS, "", kind.resource());
        if (crd == null
                || !crd.path("metadata").has("deletionTimestamp")
                || !store.list(kind.storage(), "").isEmpty()) {
            return;
        }
        ObjectNode freed = crd.deepCopy();
        ArrayNode finalizers = Json.under(freed, "metadata").withArray("/finalizers");
        for (int i = finalizers.size() - 1; i >= 0; i--) {
            if (finalizers.path(i).asText().equals(CLEANUP)) {
                finalizers.remove(i);
            }
        }
        if (finalizers.isEmpty()) {
            forget(store.remove(DEFINITIONS, freed));
        } else {
            store.put(DEFINITIONS, freed);
        }
    }

    /** No longer serves a kind. */
    void forget(ObjectNode crd) {
        kinds.forget(crd);
    }

    /** @throws ApiException 403 when the kind ends */
    static void checkOpen(Kind kind, String name) {
        boolean ends = kind.definition()
                .map(crd -> crd.path("metadata").has("deletionTimestamp"))
                .orElse(false);
        if (ends) {
            throw ApiException.forbidden(
                    kind, name, "create not allowed while custom resource definition is terminating");
        }
    }
}
