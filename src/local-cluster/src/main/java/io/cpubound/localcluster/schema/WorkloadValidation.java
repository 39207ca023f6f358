package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.apply.Values;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Refuses Deployments and their like that a real API server refuses. */
final class WorkloadValidation {

    private final JsonNode spec;
    private final List<FieldError> errors = new ArrayList<>();

    private WorkloadValidation(JsonNode spec) {
        this.spec = spec;
    }

    static List<FieldError> check(ObjectNode object) {
        WorkloadValidation validation = new WorkloadValidation(object.path("spec"));
        String kind = object.path("kind").asText();
        validation.checkSelector(kind.toLowerCase(Locale.ROOT));
        validation.checkTemplate();
        if (kind.equals("Deployment")) {
            validation.checkStrategy();
            validation.checkDeadline();
        }
        return validation.errors;
    }

    private void checkSelector(String kind) {
        JsonNode replicas = spec.path("replicas");
        if (replicas.isNumber() && replicas.asLong() < 0) {
            errors.add(FieldErrors.invalid("spec.replicas", replicas, "must be greater than or equal to 0"));
        }
        JsonNode selector = spec.path("selector");
        JsonNode labels = spec.path("template").path("metadata").path("labels");
        boolean missing = selector.isMissingNode() || selector.isNull();
        if (missing) {
            errors.add(FieldErrors.required("spec.selector", ""));
        } else if (selector.path("matchLabels").isEmpty()
                && selector.path("matchExpressions").isEmpty()) {
            errors.add(FieldErrors.invalid("spec.selector", selector, "empty selector is invalid for " + kind));
        }
        boolean matches = true;
        for (Map.Entry<String, JsonNode> wanted : selector.path("matchLabels").properties()) {
            matches &= Values.equal(labels.get(wanted.getKey()), wanted.getValue());
        }
        if (!matches || missing) {
            errors.add(FieldErrors.invalid(
                    "spec.template.metadata.labels",
                    labels.isMissingNode() ? NullNode.instance : labels,
                    "`selector` does not match template `labels`"));
        }
        MetadataValidation.checkLabels(labels, "spec.template.metadata.labels", errors);
    }

    private void checkTemplate() {
        JsonNode pod = spec.path("template").path("spec");
        errors.addAll(PodValidation.check(pod, "spec.template.spec"));
        if (!pod.path("restartPolicy").asText().equals("Always")) {
            errors.add(FieldErrors.notSupported(
                    "spec.template.spec.restartPolicy", pod.path("restartPolicy"), List.of("Always")));
        }
    }

    private void checkStrategy() {
        JsonNode strategy = spec.path("strategy");
        JsonNode rolling = strategy.path("rollingUpdate");
        String type = strategy.path("type").asText();
        if (!List.of("Recreate", "RollingUpdate").contains(type)) {
            // The real server prints its internal type.
            ObjectNode shown =
                    JsonNodeFactory.instance.objectNode().put("Type", type).putNull("RollingUpdate");
            errors.add(FieldErrors.notSupported("spec.strategy", shown, List.of("Recreate", "RollingUpdate")));
        }
        if (type.equals("Recreate") && rolling.isObject()) {
            errors.add(FieldErrors.forbidden(
                    "spec.strategy.rollingUpdate", "may not be specified when strategy `type` is 'Recreate'"));
            return;
        }
        for (String field : List.of("maxUnavailable", "maxSurge")) {
            JsonNode value = rolling.path(field);
            if (value.isTextual()) {
                Names.percent(value.asText())
                        .forEach(error ->
                                errors.add(FieldErrors.invalid("spec.strategy.rollingUpdate." + field, value, error)));
            }
        }
        if (rolling.path("maxSurge").asText().matches("0%?")
                && rolling.path("maxUnavailable").asText().matches("0%?")) {
            errors.add(FieldErrors.invalid(
                    "spec.strategy.rollingUpdate.maxUnavailable",
                    rolling.path("maxUnavailable"),
                    "may not be 0 when `maxSurge` is 0"));
        }
    }

    private void checkDeadline() {
        JsonNode deadline = spec.path("progressDeadlineSeconds");
        if (deadline.isNumber()
                && deadline.asLong() <= spec.path("minReadySeconds").asLong()) {
            errors.add(FieldErrors.invalid(
                    "spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds"));
        }
    }
}
