package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the server itself adds to an object, or refuses, beyond its schema: addresses of Services, first states, namespaces. */
final class Admission {

    private static final int FIRST_NODE_PORT = 30_000;

    private final Store store;
    private final KindRegistry kinds;

    Admission(Store store, KindRegistry kinds) {
        this.store = store;
        this.kinds = kinds;
    }

    /** Nothing comes to be in a namespace that is not there or that ends. */
    void checkNamespace(Kind kind, String namespace, String name) {
        if (!kind.namespaced()) {
            return;
        }
        ObjectNode found = store.get("namespaces", "", namespace);
        if (found == null) {
            throw ApiException.notFound(kinds.builtIn("", "v1", "namespaces"), namespace);
        }
        if (found.path("metadata").has("deletionTimestamp")) {
            ApiException refusal = ApiException.forbidden(
                    kind,
                    name,
                    "unable to create new content in namespace " + namespace + " because it is being terminated");
            Json.under(refusal.status(), "details")
                    .putArray("causes")
                    .addObject()
                    .put("reason", "NamespaceTerminating")
                    .put("message", "namespace " + namespace + " is being terminated")
                    .put("field", "metadata.namespace");
            throw refusal;
        }
    }

    /** Completes an object that is about to be stored; {@code live} is null when it is new. */
    void complete(Kind kind, ObjectNode object, @Nullable ObjectNode live) {
        if (kind.is("", "Service")) {
            service(object, live);
        } else if (kind.is("", "Secret")) {
            secret(object);
        } else if (kind.is("", "Namespace")) {
            Json.under(Json.under(object, "metadata"), "labels").put("kubernetes.io/metadata.name", Json.name(object));
        } else if (kind.is("", "Pod") && live == null) {
            ObjectNode spec = Json.under(object, "spec");
            if (!spec.has("serviceAccountName")) {
                spec.put("serviceAccountName", "default").put("serviceAccount", "default");
            }
            Scheduling.complete(store, kind, object, spec);
        }
    }

    /** The status of an object that has just been made. */
    void firstStatus(Kind kind, ObjectNode object) {
        if (kind.custom()) {
            object.remove("status");
        } else if (kind.is("", "Namespace")) {
            object.putObject("status").put("phase", "Active");
            Json.under(object, "spec").putArray("finalizers").add("kubernetes");
        } else if (kind.is("", "Pod")) {
            object.putObject("status").put("phase", "Pending").put("qosClass", qosClass(object));
        } else if (kind.is("", "Service")) {
            object.putObject("status").putObject("loadBalancer");
        } else if (kind.is("", "Node") || kind.is("apiextensions.k8s.io", "CustomResourceDefinition")) {
            return;
        } else if (kind.is("autoscaling", "HorizontalPodAutoscaler")) {
            object.putObject("status").put("desiredReplicas", 0);
        } else if (kind.has("status")) {
            object.putObject("status");
        }
    }

    private static String qosClass(ObjectNode pod) {
        boolean any = false;
        boolean guaranteed = true;
        for (JsonNode container : pod.path("spec").path("containers")) {
            JsonNode requests = container.path("resources").path("requests");
            JsonNode limits = container.path("resources").path("limits");
            any |= !requests.isEmpty() || !limits.isEmpty();
            guaranteed &= limits.has("cpu") && limits.has("memory") && (requests.isEmpty() || requests.equals(limits));
        }
        return !any ? "BestEffort" : guaranteed ? "Guaranteed" : "Burstable";
    }

    private static void secret(ObjectNode secret) {
        if (secret.remove("stringData") instanceof ObjectNode texts) {
            ObjectNode data = Json.under(secret, "data");
            for (Map.Entry<String, JsonNode> text : texts.properties()) {
                byte[] bytes = text.getValue().asText().getBytes(StandardCharsets.UTF_8);
                data.put(text.getKey(), Base64.getEncoder().encodeToString(bytes));
            }
        }
    }

    private void service(ObjectNode service, @Nullable ObjectNode live) {
        ObjectNode spec = Json.under(service, "spec");
        String type = spec.path("type").asText("ClusterIP");
        if (type.equals("ExternalName")) {
            return;
        }
        String address = spec.path("clusterIP").asText();
        if (address.isEmpty()) {
            String before =
                    live == null ? "" : live.path("spec").path("clusterIP").asText();
            address = before.isEmpty() ? freeAddress() : before;
        }
        spec.put("clusterIP", address);
        spec.putArray("clusterIPs").add(address);
        if (!spec.has("ipFamilies")) {
            spec.putArray("ipFamilies").add("IPv4");
            spec.put("ipFamilyPolicy", "SingleStack");
        }
        if (!type.equals("ClusterIP") && spec.path("ports") instanceof ArrayNode ports) {
            ports.forEach(port -> {
                if (port instanceof ObjectNode fields && fields.path("nodePort").asInt() == 0) {
                    fields.put("nodePort", freeNodePort());
                }
            });
        }
    }

    /** Addresses of Services lie in 127.96.0.0/16: on one machine they answer without any routing. */
    private String freeAddress() {
        Set<String> taken = new HashSet<>();
        store.list("services", "")
                .forEach(service ->
                        taken.add(service.path("spec").path("clusterIP").asText()));
        for (int next = 257; next < 65_535; next++) {
            String address = "127.96." + next / 256 + "." + next % 256;
            if (!taken.contains(address)) {
                return address;
            }
        }
        throw ApiException.of(500, "InternalError", "failed to allocate a serviceIP: range is full");
    }

    private int freeNodePort() {
        Set<Integer> taken = new HashSet<>();
        store.list("services", "").forEach(service -> service.path("spec")
                .path("ports")
                .forEach(port -> taken.add(port.path("nodePort").asInt())));
        int port = FIRST_NODE_PORT;
        while (taken.contains(port)) {
            port++;
        }
        return port;
    }
}
