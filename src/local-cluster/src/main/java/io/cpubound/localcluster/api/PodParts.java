package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** The subresources that only pods and ServiceAccounts have: eviction, binding, token. */
final class PodParts {

    private final Store store;
    private final Reads reads;
    private final Deletion deletion;
    private final Tokens tokens;

    PodParts(Store store, Reads reads, Deletion deletion, Tokens tokens) {
        this.store = store;
        this.reads = reads;
        this.deletion = deletion;
        this.tokens = tokens;
    }

    /** Deletes the pod unless a disruption budget has nothing left. */
    Answer evict(Call call) {
        ObjectNode pod = reads.find(call);
        JsonNode options = Bodies.any(call).path("deleteOptions");
        for (ObjectNode budget : store.list("poddisruptionbudgets.policy", call.namespace())) {
            JsonNode labels = budget.path("spec").path("selector").path("matchLabels");
            boolean covers = labels.properties().stream().allMatch(label -> label.getValue()
                    .equals(pod.path("metadata").path("labels").path(label.getKey())));
            if (covers && budget.path("status").path("disruptionsAllowed").asInt() <= 0) {
                throw ApiException.of(
                        429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.");
            }
        }
        deletion.delete(call.with("delete", "", options.isObject() ? Json.text(options) : ""));
        return Answer.created(Answer.success().put("code", 201));
    }

    /** Gives a pod its node. */
    Answer bind(Call call) {
        ObjectNode pod = reads.find(call).deepCopy();
        String node = Bodies.any(call).path("target").path("name").asText();
        if (!pod.path("spec").path("nodeName").asText().isEmpty()) {
            throw ApiException.conflict(
                    call.kind(),
                    call.name(),
                    "pod " + call.name() + " is already assigned to node \""
                            + pod.path("spec").path("nodeName").asText() + "\"");
        }
        Json.under(pod, "spec").put("nodeName", node);
        Json.under(pod, "status")
                .withArray("/conditions")
                .addObject()
                .put("type", "PodScheduled")
                .put("status", "True")
                .putNull("lastProbeTime")
                .put(
                        "lastTransitionTime",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        store.put("pods", pod);
        return Answer.created(Answer.success().put("code", 201));
    }

    Answer token(Call call) {
        return Answer.created(tokens.issue(reads.find(call), Bodies.any(call)));
    }

    /** What of a log is asked for. */
    LogSource.Request log(Call call) {
        ObjectNode pod = reads.find(call);
        JsonNode containers = pod.path("spec").path("containers");
        String container = call.query("container");
        if (container.isEmpty() && containers.size() > 1) {
            throw ApiException.badRequest(
                    "a container name must be specified for pod " + call.name() + ", choose one of: "
                            + containers
                                    .valueStream()
                                    .map(one -> one.path("name").asText())
                                    .toList());
        }
        String chosen = container.isEmpty() ? containers.path(0).path("name").asText() : container;
        if (containers.valueStream().noneMatch(one -> one.path("name").asText().equals(chosen))) {
            throw ApiException.badRequest("container " + chosen + " is not valid for pod " + call.name());
        }
        return new LogSource.Request(
                call.namespace(),
                call.name(),
                pod.path("metadata").path("uid").asText(),
                chosen,
                call.flag("follow"),
                call.flag("previous"),
                call.flag("timestamps"),
                number(call, "tailLines").map(Long::intValue),
                number(call, "limitBytes"),
                number(call, "sinceSeconds").map(Long::intValue));
    }

    private static Optional<Long> number(Call call, String key) {
        String text = call.query(key);
        return text.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(text));
    }
}
