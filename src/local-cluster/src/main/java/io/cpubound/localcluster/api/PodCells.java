package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** The words that kubectl has for the state of a pod. */
final class PodCells {

    private PodCells() {}

    private static JsonNode containers(ObjectNode pod) {
        return pod.path("status").path("containerStatuses");
    }

    static String ready(ObjectNode pod) {
        long ready = containers(pod)
                .valueStream()
                .filter(it -> it.path("ready").asBoolean())
                .count();
        return ready + "/" + pod.path("spec").path("containers").size();
    }

    static String restarts(ObjectNode pod) {
        return Long.toString(containers(pod)
                .valueStream()
                .mapToLong(it -> it.path("restartCount").asLong())
                .sum());
    }

    static String gates(ObjectNode pod) {
        JsonNode gates = pod.path("spec").path("readinessGates");
        if (gates.isEmpty()) {
            return "<none>";
        }
        long open = gates.valueStream()
                .filter(gate -> Cells.at(
                                pod,
                                ".status.conditions[?(@.type==\""
                                        + gate.path("conditionType").asText() + "\")].status")
                        .asText()
                        .equals("True"))
                .count();
        return open + "/" + gates.size();
    }

    static String status(ObjectNode pod) {
        String reason = pod.path("status")
                .path("reason")
                .asText(pod.path("status").path("phase").asText());
        boolean running = false;
        for (JsonNode container : containers(pod)) {
            JsonNode state = container.path("state");
            if (state.path("waiting").has("reason")) {
                reason = state.path("waiting").path("reason").asText();
            } else if (state.has("terminated")) {
                reason = terminated(state.path("terminated"));
            } else if (container.path("ready").asBoolean() && state.has("running")) {
                running = true;
            }
        }
        if (reason.equals("Completed") && running) {
            reason = "Running";
        }
        if (pod.path("metadata").has("deletionTimestamp")) {
            return "Terminating";
        }
        return reason;
    }

    private static String terminated(JsonNode state) {
        if (state.hasNonNull("reason")) {
            return state.path("reason").asText();
        }
        return state.has("signal")
                ? "Signal:" + state.path("signal").asInt()
                : "ExitCode:" + state.path("exitCode").asInt();
    }
}
