package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.stream.PodRuntime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The subresources that only pods and ServiceAccounts have: binding, token, log. */
final class PodParts {

    private final Store store;
    private final Reads reads;
    private final Tokens tokens;

    PodParts(Store store, Reads reads, Tokens tokens) {
        this.store = store;
        this.reads = reads;
        this.tokens = tokens;
    }

    /** Gives a pod its node. */
    Answer bind(Call call) {
        ObjectNode pod = reads.find(call).deepCopy();
        ObjectNode binding = Bodies.any(call);
        String node = binding.path("target").path("name").asText();
        if (node.isEmpty()) {
            throw ApiException.of(
                    422, "Invalid", "Binding \"" + call.name() + "\" is invalid: target.name: Required value");
        }
        String uid = binding.path("metadata").path("uid").asText();
        if (!uid.isEmpty() && !uid.equals(pod.path("metadata").path("uid").asText())) {
            throw conflict(
                    call,
                    "Precondition failed: UID in precondition: " + uid + ", UID in object meta: "
                            + pod.path("metadata").path("uid").asText());
        }
        if (pod.path("metadata").has("deletionTimestamp")) {
            throw conflict(call, "pod " + call.name() + " is being deleted, cannot be assigned to a host");
        }
        String before = pod.path("spec").path("nodeName").asText();
        if (!before.isEmpty()) {
            throw conflict(call, "pod " + call.name() + " is already assigned to node \"" + before + "\"");
        }
        Json.under(pod, "spec").put("nodeName", node);
        scheduled(Json.under(pod, "status").withArray("/conditions"));
        store.put("pods", pod);
        return Answer.created(Answer.success().put("code", 201));
    }

    private static ApiException conflict(Call call, String why) {
        return ApiException.of(
                409, "Conflict", "Operation cannot be fulfilled on pods/binding \"" + call.name() + "\": " + why);
    }

    private static void scheduled(ArrayNode conditions) {
        ObjectNode condition = conditions
                .valueStream()
                .filter(one -> one.path("type").asText().equals("PodScheduled"))
                .map(ObjectNode.class::cast)
                .findFirst()
                .orElseGet(conditions::addObject);
        condition.removeAll();
        condition
                .put("type", "PodScheduled")
                .put("status", "True")
                .putNull("lastProbeTime")
                .put(
                        "lastTransitionTime",
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    }

    Answer token(Call call) {
        return Answer.created(tokens.issue(reads.find(call), Bodies.any(call)));
    }

    /** What of a log is asked for; nothing when the pod has no node yet, whose log is empty. */
    Optional<LogSource.Request> log(Call call) {
        ObjectNode pod = reads.find(call);
        String chosen = container(call, pod);
        if (pod.path("spec").path("nodeName").asText().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new LogSource.Request(
                call.namespace(),
                call.name(),
                pod.path("metadata").path("uid").asText(),
                pod.path("spec").path("nodeName").asText(),
                chosen,
                call.flag("follow"),
                call.flag("previous"),
                call.flag("timestamps"),
                number(call, "tailLines").map(Long::intValue),
                number(call, "limitBytes"),
                number(call, "sinceSeconds").map(Long::intValue)));
    }

    /** Which container is meant; without a name the only one. */
    private static String container(Call call, ObjectNode pod) {
        JsonNode containers = pod.path("spec").path("containers");
        List<String> all = Stream.of("initContainers", "containers")
                .flatMap(field -> pod.path("spec").path(field).valueStream())
                .map(one -> one.path("name").asText())
                .toList();
        String container = call.query("container");
        if (container.isEmpty() && containers.size() > 1) {
            throw ApiException.badRequest("a container name must be specified for pod " + call.name()
                    + ", choose one of: [" + String.join(" ", all) + "]");
        }
        String chosen = container.isEmpty() ? containers.path(0).path("name").asText() : container;
        if (!all.contains(chosen)) {
            throw ApiException.badRequest("container " + chosen + " is not valid for pod " + call.name());
        }
        return chosen;
    }

    /** Whom an exec, attach or port-forward is for. */
    PodRuntime.Target target(Call call, boolean ofContainer) {
        ObjectNode pod = reads.find(call);
        String container = ofContainer ? container(call, pod) : "";
        String node = pod.path("spec").path("nodeName").asText();
        if (node.isEmpty()) {
            throw ApiException.badRequest("pod " + call.name() + " does not have a host assigned");
        }
        String uid = pod.path("metadata").path("uid").asText();
        return new PodRuntime.Target(call.namespace(), call.name(), uid, node, container);
    }

    private static Optional<Long> number(Call call, String key) {
        String text = call.query(key);
        return text.isEmpty() ? Optional.empty() : Optional.of(Long.parseLong(text));
    }
}
