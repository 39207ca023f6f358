package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * A HorizontalPodAutoscaler is stored as v2 has it. v1, which kubectl's {@code autoscale} speaks up to 1.32, has one number
 * for the use of CPU in place of the list of metrics; what it has no field for goes with it in annotations, as on a real
 * server, here in the form of v2.
 */
final class Autoscalers {

    private static final String CPU = "targetCPUUtilizationPercentage";
    private static final String PREFIX = "autoscaling.alpha.kubernetes.io/";

    private Autoscalers() {}

    static boolean isOld(Kind kind) {
        return kind.is("autoscaling", "HorizontalPodAutoscaler")
                && kind.version().equals("v1");
    }

    /** From v2 to v1, in place. */
    static void toOld(ObjectNode autoscaler) {
        ObjectNode spec = Json.under(autoscaler, "spec");
        ArrayNode others = autoscaler.arrayNode();
        for (JsonNode metric : spec.path("metrics")) {
            JsonNode use = metric.at("/resource/target/averageUtilization");
            boolean cpu = metric.at("/resource/name").asText().equals("cpu") && use.isNumber();
            if (cpu && !spec.has(CPU)) {
                spec.set(CPU, use);
            } else {
                others.add(metric);
            }
        }
        spec.remove("metrics");
        annotate(autoscaler, "metrics", others.isEmpty() ? null : others);
        annotate(autoscaler, "behavior", spec.remove("behavior"));
        JsonNode status = autoscaler.path("status");
        annotate(autoscaler, "conditions", status.get("conditions"));
        autoscaler
                .putObject("status")
                .put("currentReplicas", status.path("currentReplicas").asInt())
                .put("desiredReplicas", status.path("desiredReplicas").asInt());
    }

    private static void annotate(ObjectNode autoscaler, String name, @Nullable JsonNode value) {
        if (value != null) {
            Json.under(Json.under(autoscaler, "metadata"), "annotations").put(PREFIX + name, Json.text(value));
        }
    }

    /** From v1 to v2, in place. */
    static void toNew(ObjectNode autoscaler) {
        ObjectNode spec = Json.under(autoscaler, "spec");
        ObjectNode status = Json.under(autoscaler, "status");
        ArrayNode metrics = autoscaler.arrayNode();
        if (annotation(autoscaler, "metrics") instanceof ArrayNode others) {
            metrics.addAll(others);
        }
        JsonNode use = spec.remove(CPU);
        if (use != null) {
            ObjectNode target = metrics.addObject()
                    .put("type", "Resource")
                    .putObject("resource")
                    .put("name", "cpu")
                    .putObject("target");
            target.put("type", "Utilization").set("averageUtilization", use);
        }
        if (!metrics.isEmpty()) {
            spec.set("metrics", metrics);
        }
        set(spec, "behavior", annotation(autoscaler, "behavior"));
        set(status, "conditions", annotation(autoscaler, "conditions"));
        status.remove("currentCPUUtilizationPercentage");
        if (status.path("currentReplicas").asInt() == 0) {
            status.remove("currentReplicas");
        }
        if (autoscaler.at("/metadata/annotations").isEmpty()) {
            Json.under(autoscaler, "metadata").remove("annotations");
        }
    }

    private static JsonNode annotation(ObjectNode autoscaler, String name) {
        JsonNode text =
                autoscaler.at("/metadata/annotations") instanceof ObjectNode all ? all.remove(PREFIX + name) : null;
        return text == null ? Json.nothing() : Json.parse(text.asText(), false);
    }

    private static void set(ObjectNode object, String field, JsonNode value) {
        if (!value.isNull()) {
            object.set(field, value);
        }
    }
}
