package io.cpubound.cli.command;

import io.cpubound.cli.api.Fields;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Writes a revision's template into a spec. Whole fields are replaced or removed, for a merge would leave behind what the
 * revision did not have; everything that does not make a pod (replicas, rollout, nginx) stays.
 */
final class TemplateRewrite {

    /** The fields of the spec that make a pod: those of a revision's template. */
    private static final List<String> TEMPLATE = List.of(
            "env",
            "image",
            "imagePullPolicy",
            "imagePullSecrets",
            "livenessProbe",
            "podTemplate",
            "port",
            "readinessProbe",
            "resources",
            "restartedAt",
            "startupProbe",
            "terminationGracePeriodSeconds");

    private TemplateRewrite() {}

    /** A JSON patch that holds for the app as it was read only; empty when there is nothing to change. */
    static List<Map<String, Object>> patch(GenericKubernetesResource app, Fields template) {
        Map<String, Object> spec = Fields.of(app).map("spec");
        Map<String, Object> wanted = template.map();
        TreeSet<String> names = new TreeSet<>(TEMPLATE);
        // What a newer operator has put into its templates stands in the spec under the same name.
        names.addAll(wanted.keySet());
        List<Map<String, Object>> operations = new ArrayList<>();
        for (String name : names) {
            Object value = wanted.get(name);
            if (value != null && !value.equals(spec.get(name))) {
                operations.add(operation("add", "/spec/" + name, value));
            } else if (value == null && spec.containsKey(name)) {
                operations.add(Map.of("op", "remove", "path", "/spec/" + name));
            }
        }
        if (Fields.of(app).isPresent("spec", "rollout", "undoTo")) {
            operations.add(Map.of("op", "remove", "path", "/spec/rollout/undoTo"));
        }
        if (!operations.isEmpty()) {
            // Setting the version that was read makes the server answer 409 when it is not that any more.
            operations.add(
                    0,
                    operation(
                            "replace",
                            "/metadata/resourceVersion",
                            app.getMetadata().getResourceVersion()));
        }
        return operations;
    }

    private static Map<String, Object> operation(String op, String path, Object value) {
        Map<String, Object> operation = new LinkedHashMap<>();
        operation.put("op", op);
        operation.put("path", path);
        operation.put("value", value);
        return operation;
    }
}
