package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** What every object's metadata must look like. */
final class MetadataValidation {

    private static final int ANNOTATIONS_SIZE = 256 * 1024;

    private static final Set<String> STANDARD_FINALIZERS =
            Set.of("kubernetes", "orphan", "foregroundDeletion", "customresourcecleanup.apiextensions.k8s.io");

    private static final Map<String, Function<String, List<String>>> NAME_FORMATS = Map.of(
            "Namespace", Names::label,
            "Service", Names::label,
            "Role", Names::pathSegment,
            "RoleBinding", Names::pathSegment,
            "ClusterRole", Names::pathSegment,
            "ClusterRoleBinding", Names::pathSegment);

    private MetadataValidation() {}

    /** Of a built-in object: a finalizer is a standard one or has a prefix. */
    static List<FieldError> checkBuiltIn(JsonNode object) {
        List<FieldError> errors = check(object);
        JsonNode finalizers = object.path("metadata").path("finalizers");
        for (int i = 0; i < finalizers.size(); i++) {
            String name = finalizers.get(i).asText();
            if (!name.contains("/") && !STANDARD_FINALIZERS.contains(name)) {
                errors.add(FieldErrors.invalid(
                        "metadata.finalizers[" + i + "]",
                        name,
                        "name is neither a standard finalizer name nor is it fully qualified"));
            }
        }
        return errors;
    }

    static List<FieldError> check(JsonNode object) {
        List<FieldError> errors = new ArrayList<>();
        JsonNode metadata = object.path("metadata");
        String name = metadata.path("name").asText();
        if (name.isEmpty()) {
            errors.add(FieldErrors.required("metadata.name", "name or generateName is required"));
        } else {
            NAME_FORMATS
                    .getOrDefault(object.path("kind").asText(), Names::subdomain)
                    .apply(name)
                    .forEach(error -> errors.add(FieldErrors.invalid("metadata.name", name, error)));
        }
        checkLabels(metadata.path("labels"), "metadata.labels", errors);
        checkAnnotations(metadata.path("annotations"), errors);
        checkOwners(metadata.path("ownerReferences"), errors);
        for (JsonNode finalizer : metadata.path("finalizers")) {
            for (String error : Names.qualified(finalizer.asText())) {
                errors.add(FieldErrors.invalid("metadata.finalizers", finalizer, error));
            }
        }
        return errors;
    }

    static void checkLabels(JsonNode labels, String path, List<FieldError> errors) {
        for (Map.Entry<String, JsonNode> label : labels.properties()) {
            Names.labelKey(label.getKey())
                    .forEach(error -> errors.add(FieldErrors.invalid(path, label.getKey(), error)));
            Names.labelValue(label.getValue().asText())
                    .forEach(error -> errors.add(FieldErrors.invalid(path, label.getValue(), error)));
        }
    }

    private static void checkAnnotations(JsonNode annotations, List<FieldError> errors) {
        long size = 0;
        for (Map.Entry<String, JsonNode> annotation : annotations.properties()) {
            Names.qualified(annotation.getKey().toLowerCase(Locale.ROOT))
                    .forEach(error ->
                            errors.add(FieldErrors.invalid("metadata.annotations", annotation.getKey(), error)));
            size += annotation.getKey().getBytes(StandardCharsets.UTF_8).length
                    + annotation.getValue().asText().getBytes(StandardCharsets.UTF_8).length;
        }
        if (size > ANNOTATIONS_SIZE) {
            errors.add(FieldErrors.tooLong("metadata.annotations", ANNOTATIONS_SIZE));
        }
    }

    private static void checkOwners(JsonNode owners, List<FieldError> errors) {
        for (int i = 0; i < owners.size(); i++) {
            String path = "metadata.ownerReferences";
            JsonNode owner = owners.get(i);
            if (owner.path("apiVersion").asText().isEmpty()) {
                errors.add(FieldErrors.invalid(
                        path + ".apiVersion", owner.path("apiVersion").asText(), "version must not be empty"));
            }
            for (String field : List.of("kind", "name", "uid")) {
                if (owner.path(field).asText().isEmpty()) {
                    errors.add(FieldErrors.invalid(path + "." + field, "", "must not be empty"));
                }
            }
        }
        long controllers = owners.valueStream()
                .filter(owner -> owner.path("controller").asBoolean())
                .count();
        if (controllers > 1) {
            errors.add(FieldErrors.invalid(
                    "metadata.ownerReferences",
                    owners,
                    "Only one reference can have Controller set to true. Found \"true\" in references for "
                            + String.join(
                                    " and ",
                                    owners.valueStream()
                                            .filter(owner ->
                                                    owner.path("controller").asBoolean())
                                            .limit(2)
                                            .map(owner -> owner.path("kind").asText() + "/"
                                                    + owner.path("name").asText())
                                            .toList())));
        }
    }
}
