package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.Collectors;

/** What {@code kubectl get} shows of the built-in kinds. */
final class BuiltInColumns {

    private BuiltInColumns() {}

    static List<Column> of(String plural) {
        return switch (plural) {
            case "pods" ->
                List.of(
                        Cells.name(),
                        Cells.text("Ready", 0, PodCells::ready),
                        Cells.text("Status", 0, PodCells::status),
                        Cells.text("Restarts", 0, PodCells::restarts),
                        Cells.age(),
                        Cells.text("IP", 1, pod -> orNone(pod.path("status").path("podIP"))),
                        Cells.text("Node", 1, pod -> orNone(pod.path("spec").path("nodeName"))),
                        Cells.text("Nominated Node", 1, pod -> "<none>"),
                        Cells.text("Readiness Gates", 1, PodCells::gates));
            case "deployments" ->
                List.of(
                        Cells.name(),
                        Cells.text(
                                "Ready",
                                0,
                                it -> it.path("status").path("readyReplicas").asInt() + "/"
                                        + it.path("spec").path("replicas").asInt()),
                        Cells.number(
                                "Up-to-date",
                                it -> it.path("status").path("updatedReplicas").asInt()),
                        Cells.number("Available", it -> it.path("status")
                                .path("availableReplicas")
                                .asInt()),
                        Cells.age(),
                        Cells.text("Containers", 1, it -> containers(it, "name")),
                        Cells.text("Images", 1, it -> containers(it, "image")),
                        Cells.text(
                                "Selector",
                                1,
                                it -> pairs(it.path("spec").path("selector").path("matchLabels"))));
            case "replicasets" ->
                List.of(
                        Cells.name(),
                        Cells.number(
                                "Desired",
                                it -> it.path("spec").path("replicas").asInt()),
                        Cells.number(
                                "Current",
                                it -> it.path("status").path("replicas").asInt()),
                        Cells.number(
                                "Ready",
                                it -> it.path("status").path("readyReplicas").asInt()),
                        Cells.age(),
                        Cells.text("Containers", 1, it -> containers(it, "name")),
                        Cells.text("Images", 1, it -> containers(it, "image")),
                        Cells.text(
                                "Selector",
                                1,
                                it -> pairs(it.path("spec").path("selector").path("matchLabels"))));
            case "services" ->
                List.of(
                        Cells.name(),
                        Cells.text("Type", 0, it -> it.path("spec").path("type").asText()),
                        Cells.text("Cluster-IP", 0, it -> orNone(it.path("spec").path("clusterIP"))),
                        Cells.text("External-IP", 0, it -> orNone(it.at("/spec/externalName"))),
                        Cells.text("Port(s)", 0, BuiltInColumns::servicePorts),
                        Cells.age(),
                        Cells.text("Selector", 1, it -> pairs(it.path("spec").path("selector"))));
            case "configmaps" ->
                List.of(
                        Cells.name(),
                        Cells.number(
                                "Data",
                                it -> it.path("data").size()
                                        + it.path("binaryData").size()),
                        Cells.age());
            case "secrets" ->
                List.of(
                        Cells.name(),
                        Cells.text("Type", 0, it -> it.path("type").asText()),
                        Cells.number("Data", it -> it.path("data").size()),
                        Cells.age());
            case "namespaces" ->
                List.of(
                        Cells.name(),
                        Cells.text("Status", 0, it -> it.path("status")
                                .path("phase")
                                .asText()),
                        Cells.age());
            case "nodes" ->
                List.of(
                        Cells.name(),
                        Cells.text("Status", 0, BuiltInColumns::nodeStatus),
                        Cells.text("Roles", 0, it -> "<none>"),
                        Cells.age(),
                        Cells.text("Version", 0, it -> it.path("status")
                                .path("nodeInfo")
                                .path("kubeletVersion")
                                .asText()));
            case "events" ->
                List.of(
                        Cells.text("Last Seen", 0, it -> Cells.age(lastSeen(it))),
                        Cells.text("Type", 0, it -> it.path("type").asText()),
                        Cells.text("Reason", 0, it -> it.path("reason").asText()),
                        Cells.text("Object", 0, BuiltInColumns::involved),
                        Cells.text(
                                "Message", 0, it -> it.path("message").asText().trim()));
            case "endpointslices" ->
                List.of(
                        Cells.name(),
                        Cells.text(
                                "AddressType", 0, it -> it.path("addressType").asText()),
                        Cells.text("Ports", 0, it -> list(it.path("ports"), "port")),
                        Cells.text(
                                "Endpoints",
                                0,
                                it -> orUnset(it.path("endpoints")
                                        .valueStream()
                                        .map(end ->
                                                end.path("addresses").path(0).asText())
                                        .collect(Collectors.joining(",")))),
                        Cells.age());
            case "leases" ->
                List.of(
                        Cells.name(),
                        Cells.text("Holder", 0, it -> it.path("spec")
                                .path("holderIdentity")
                                .asText()),
                        Cells.age());
            case "controllerrevisions" ->
                List.of(
                        Cells.name(),
                        Cells.text("Controller", 0, BuiltInColumns::controller),
                        Cells.number("Revision", it -> it.path("revision").asInt()),
                        Cells.age());
            case "customresourcedefinitions", "clusterroles", "roles" ->
                List.of(Cells.name(), Cells.text("Created At", 0, it -> it.path("metadata")
                        .path("creationTimestamp")
                        .asText()));
            case "clusterrolebindings", "rolebindings" ->
                List.of(
                        Cells.name(),
                        Cells.text(
                                "Role",
                                0,
                                it -> it.path("roleRef").path("kind").asText() + "/"
                                        + it.path("roleRef").path("name").asText()),
                        Cells.age(),
                        Cells.text("Users", 1, it -> subjects(it, "User")),
                        Cells.text("Groups", 1, it -> subjects(it, "Group")),
                        Cells.text("ServiceAccounts", 1, it -> subjects(it, "ServiceAccount")));
            case "priorityclasses" ->
                List.of(
                        Cells.name(),
                        Cells.number("Value", it -> it.path("value").asInt()),
                        new Column(
                                "Global-Default",
                                "boolean",
                                "",
                                0,
                                it -> BooleanNode.valueOf(
                                        it.path("globalDefault").asBoolean())),
                        Cells.age(),
                        Cells.text("PreemptionPolicy", 0, it -> it.path("preemptionPolicy")
                                .asText()));
            case "horizontalpodautoscalers" ->
                List.of(
                        Cells.name(),
                        Cells.text("Reference", 0, BuiltInColumns::scaled),
                        Cells.text("Targets", 0, BuiltInColumns::targets),
                        Cells.text("MinPods", 0, it -> it.path("spec")
                                .path("minReplicas")
                                .asText("<unset>")),
                        Cells.number(
                                "MaxPods",
                                it -> it.path("spec").path("maxReplicas").asInt()),
                        Cells.number(
                                "Replicas",
                                it -> it.path("status").path("currentReplicas").asInt()),
                        Cells.age());
            case "poddisruptionbudgets" ->
                List.of(
                        Cells.name(),
                        Cells.text("Min Available", 0, it -> it.path("spec")
                                .path("minAvailable")
                                .asText("N/A")),
                        Cells.text("Max Unavailable", 0, it -> it.path("spec")
                                .path("maxUnavailable")
                                .asText("N/A")),
                        Cells.number("Allowed Disruptions", it -> it.path("status")
                                .path("disruptionsAllowed")
                                .asInt()),
                        Cells.age());
            default -> List.of(Cells.name(), Cells.age());
        };
    }

    private static String subjects(ObjectNode binding, String kind) {
        return binding.path("subjects")
                .valueStream()
                .filter(subject -> subject.path("kind").asText().equals(kind))
                .map(subject -> (kind.equals("ServiceAccount")
                                ? subject.path("namespace").asText() + "/"
                                : "")
                        + subject.path("name").asText())
                .collect(Collectors.joining(", "));
    }

    private static String scaled(ObjectNode autoscaler) {
        JsonNode target = autoscaler.path("spec").path("scaleTargetRef");
        return target.path("kind").asText() + "/" + target.path("name").asText();
    }

    /** Nobody measures here: what is wanted is known, what is there is not. */
    private static String targets(ObjectNode autoscaler) {
        JsonNode cpu = autoscaler.at("/spec/targetCPUUtilizationPercentage");
        if (cpu.isNumber()) {
            return "cpu: <unknown>/" + cpu.asText() + "%";
        }
        return autoscaler
                .at("/spec/metrics")
                .valueStream()
                .map(metric -> metric.at("/resource/name").asText("metric") + ": <unknown>/"
                        + wanted(metric.at("/resource/target")))
                .collect(Collectors.joining(", "));
    }

    private static String wanted(JsonNode target) {
        return target.has("averageValue")
                ? target.path("averageValue").asText()
                : target.path("averageUtilization").asText() + "%";
    }

    private static String orNone(JsonNode value) {
        return value.asText().isEmpty() ? "<none>" : value.asText();
    }

    private static String orUnset(String text) {
        return text.isEmpty() ? "<unset>" : text;
    }

    private static String list(JsonNode items, String field) {
        String all = items.valueStream().map(item -> item.path(field).asText()).collect(Collectors.joining(","));
        return orUnset(all);
    }

    private static String containers(ObjectNode workload, String field) {
        return workload.path("spec")
                .path("template")
                .path("spec")
                .path("containers")
                .valueStream()
                .map(container -> container.path(field).asText())
                .collect(Collectors.joining(","));
    }

    static String pairs(JsonNode labels) {
        String all = labels.properties().stream()
                .map(label -> label.getKey() + "=" + label.getValue().asText())
                .sorted()
                .collect(Collectors.joining(","));
        return all.isEmpty() ? "<none>" : all;
    }

    private static String servicePorts(ObjectNode service) {
        String all = service.path("spec")
                .path("ports")
                .valueStream()
                .map(port -> port.path("port").asText()
                        + (port.has("nodePort") ? ":" + port.path("nodePort").asText() : "")
                        + "/" + port.path("protocol").asText("TCP"))
                .collect(Collectors.joining(","));
        return all.isEmpty() ? "<none>" : all;
    }

    private static String nodeStatus(ObjectNode node) {
        String ready = Cells.at(node, ".status.conditions[?(@.type==\"Ready\")].status")
                .asText();
        String text = ready.equals("True") ? "Ready" : ready.isEmpty() ? "Unknown" : "NotReady";
        return node.path("spec").path("unschedulable").asBoolean() ? text + ",SchedulingDisabled" : text;
    }

    private static JsonNode lastSeen(ObjectNode event) {
        for (String field : List.of("lastTimestamp", "eventTime", "firstTimestamp")) {
            if (event.path(field).isTextual()) {
                return event.path(field);
            }
        }
        return event.path("metadata").path("creationTimestamp");
    }

    private static String involved(ObjectNode event) {
        JsonNode object = event.path("involvedObject");
        return object.path("kind").asText().toLowerCase(java.util.Locale.ROOT) + "/"
                + object.path("name").asText();
    }

    private static String controller(ObjectNode revision) {
        JsonNode owner = revision.path("metadata").path("ownerReferences").path(0);
        return owner.isMissingNode()
                ? "<none>"
                : owner.path("kind").asText().toLowerCase(java.util.Locale.ROOT) + "/"
                        + owner.path("name").asText();
    }
}
