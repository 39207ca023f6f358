package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/** What admission adds to a new pod about where it runs and how important it is. */
final class Scheduling {

    private static final String CLASSES = "priorityclasses.scheduling.k8s.io";
    private static final int SECONDS_ON_A_LOST_NODE = 300;

    private Scheduling() {}

    /** @throws ApiException 403 when the pod names a PriorityClass that is not there */
    static void complete(Store store, Kind kind, ObjectNode pod, ObjectNode spec) {
        priority(store, kind, pod, spec);
        for (String trouble : List.of("not-ready", "unreachable")) {
            String key = "node.kubernetes.io/" + trouble;
            JsonNode there = spec.path("tolerations");
            if (there.valueStream().noneMatch(one -> one.path("key").asText().equals(key))) {
                spec.withArray("/tolerations")
                        .addObject()
                        .put("effect", "NoExecute")
                        .put("key", key)
                        .put("operator", "Exists")
                        .put("tolerationSeconds", SECONDS_ON_A_LOST_NODE);
            }
        }
    }

    private static void priority(Store store, Kind kind, ObjectNode pod, ObjectNode spec) {
        String name = spec.path("priorityClassName").asText();
        ObjectNode found = name.isEmpty()
                ? store.list(CLASSES, "").stream()
                        .filter(one -> one.path("globalDefault").asBoolean())
                        .findFirst()
                        .orElseGet(Json::object)
                : store.get(CLASSES, "", name);
        if (found == null) {
            throw ApiException.forbidden(kind, Json.name(pod), "no PriorityClass with name " + name + " was found");
        }
        if (name.isEmpty() && found.has("value")) {
            spec.put("priorityClassName", Json.name(found));
        }
        spec.put("priority", found.path("value").asInt());
        spec.put("preemptionPolicy", found.path("preemptionPolicy").asText("PreemptLowerPriority"));
    }
}
