package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.Arrays;
import java.util.List;

/** The scale subresource of workloads and of custom resources: a Scale in, one number of the object out. */
final class Scales {

    private final Reads reads;
    private final Writes writes;

    Scales(Reads reads, Writes writes) {
        this.reads = reads;
        this.writes = writes;
    }

    Answer get(Call call) {
        return Answer.ok(scale(call.kind(), reads.find(call)));
    }

    Answer write(Call call) {
        ObjectNode live = reads.find(call);
        ObjectNode before = scale(call.kind(), live);
        JsonNode sent = Json.parse(call.body(), call.yaml());
        ObjectNode after = call.verb().equals("update") && sent instanceof ObjectNode scale
                ? scale
                : Writes.patched(merging(call), before, sent);
        ObjectNode wanted = live.deepCopy();
        String version = after.path("metadata").path("resourceVersion").asText();
        if (!version.isEmpty()) {
            Json.under(wanted, "metadata").put("resourceVersion", version);
        }
        int replicas = after.path("spec").path("replicas").asInt();
        if (replicas < 0) {
            throw ApiException.of(
                    422,
                    "Invalid",
                    "Scale.autoscaling \"" + call.name() + "\" is invalid: spec.replicas: Invalid value: " + replicas
                            + ": must be greater than or equal to 0");
        }
        set(wanted, path(call.kind(), "specReplicasPath", ".spec.replicas"), replicas);
        return Answer.ok(scale(call.kind(), writes.change(call, live, wanted, false)));
    }

    /** A strategic patch of a Scale is a merge: it has no list. */
    private static Call merging(Call call) {
        if (!call.contentType().contains("strategic")) {
            return call;
        }
        return new Call(
                call.kind(),
                call.namespace(),
                call.name(),
                call.subresource(),
                call.verb(),
                call.query(),
                "application/merge-patch+json",
                call.accept(),
                call.body(),
                call.userAgent(),
                call.user(),
                call.warnings());
    }

    private static void set(ObjectNode object, String path, int value) {
        List<String> steps = Arrays.asList(path.substring(1).split("\\.", -1));
        ObjectNode at = object;
        for (String step : steps.subList(0, steps.size() - 1)) {
            at = Json.under(at, step);
        }
        at.put(steps.get(steps.size() - 1), value);
    }

    private static String path(Kind kind, String field, String builtIn) {
        return kind.custom()
                ? KindRegistry.versionOf(kind)
                        .path("subresources")
                        .path("scale")
                        .path(field)
                        .asText()
                : builtIn;
    }

    /** Beside its schema, a custom resource that can be scaled has no negative number of replicas. */
    static List<FieldError> check(Kind kind, ObjectNode object) {
        if (!kind.custom() || !kind.has("scale")) {
            return List.of();
        }
        String path = path(kind, "specReplicasPath", "");
        JsonNode value = Cells.at(object, path);
        if (value.isTextual() || value.isBoolean()) {
            return List.of(new FieldError(
                    "FieldValueInvalid",
                    path,
                    "Invalid value: 0: " + path + " accessor error: " + value.asText() + " is of the type "
                            + (value.isTextual() ? "string" : "bool") + ", expected int64"));
        }
        int replicas = value.asInt();
        return replicas >= 0
                ? List.of()
                : List.of(new FieldError(
                        "FieldValueInvalid",
                        path,
                        "Invalid value: " + replicas + ": should be a non-negative integer"));
    }

    private static ObjectNode scale(Kind kind, ObjectNode object) {
        ObjectNode scale = Json.object().put("kind", "Scale").put("apiVersion", "autoscaling/v1");
        ObjectNode metadata = scale.putObject("metadata");
        for (String field : List.of("name", "namespace", "uid", "resourceVersion", "creationTimestamp")) {
            metadata.set(field, object.path("metadata").path(field));
        }
        int wanted = Cells.at(object, path(kind, "specReplicasPath", ".spec.replicas"))
                .asInt();
        ObjectNode spec = scale.putObject("spec");
        if (wanted != 0) {
            spec.put("replicas", wanted);
        }
        ObjectNode status = scale.putObject("status");
        status.put(
                "replicas",
                Cells.at(object, path(kind, "statusReplicasPath", ".status.replicas"))
                        .asInt());
        String selector = kind.custom()
                ? Cells.at(object, path(kind, "labelSelectorPath", "")).asText()
                : BuiltInColumns.pairs(object.path("spec").path("selector").path("matchLabels"));
        if (!selector.isEmpty()) {
            status.put("selector", selector);
        }
        return scale;
    }
}
