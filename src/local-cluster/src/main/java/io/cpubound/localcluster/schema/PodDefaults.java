package io.cpubound.localcluster.schema;

import static io.cpubound.localcluster.schema.BuiltInDefaults.orDefault;
import static io.cpubound.localcluster.schema.BuiltInDefaults.under;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;

/** The defaults of a pod's specification, in a Pod and in a template. */
final class PodDefaults {

    private static final int FILE_MODE = 0644;

    private PodDefaults() {}

    static void fill(ObjectNode spec) {
        orDefault(spec, "restartPolicy", "Always");
        orDefault(spec, "dnsPolicy", "ClusterFirst");
        orDefault(spec, "terminationGracePeriodSeconds", 30);
        orDefault(spec, "schedulerName", "default-scheduler");
        under(spec, "securityContext");
        // The old name of the field is still written.
        if (spec.has("serviceAccountName")) {
            spec.set("serviceAccount", spec.path("serviceAccountName"));
        } else if (spec.has("serviceAccount")) {
            spec.set("serviceAccountName", spec.path("serviceAccount"));
        }
        for (String field : List.of("containers", "initContainers", "ephemeralContainers")) {
            objects(spec.path(field)).forEach(PodDefaults::fillContainer);
        }
        objects(spec.path("volumes")).forEach(PodDefaults::fillVolume);
    }

    /** What only a Pod gets, and a template does not. */
    static void fillRunning(ObjectNode spec) {
        orDefault(spec, "enableServiceLinks", true);
        for (String field : List.of("containers", "initContainers")) {
            for (ObjectNode container : objects(spec.path(field))) {
                ObjectNode resources = under(container, "resources");
                for (Map.Entry<String, JsonNode> limit :
                        List.copyOf(resources.path("limits").properties())) {
                    ObjectNode requests = under(resources, "requests");
                    if (!requests.has(limit.getKey())) {
                        requests.set(limit.getKey(), limit.getValue());
                    }
                }
            }
        }
    }

    private static List<ObjectNode> objects(JsonNode list) {
        return list.valueStream()
                .filter(ObjectNode.class::isInstance)
                .map(ObjectNode.class::cast)
                .toList();
    }

    private static void fillContainer(ObjectNode container) {
        orDefault(container, "terminationMessagePath", "/dev/termination-log");
        orDefault(container, "terminationMessagePolicy", "File");
        orDefault(
                container, "imagePullPolicy", pullPolicy(container.path("image").asText()));
        under(container, "resources");
        for (ObjectNode port : objects(container.path("ports"))) {
            orDefault(port, "protocol", "TCP");
        }
        for (ObjectNode variable : objects(container.path("env"))) {
            if (variable.path("valueFrom").path("fieldRef") instanceof ObjectNode reference) {
                orDefault(reference, "apiVersion", "v1");
            }
        }
        for (String field : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            if (container.get(field) instanceof ObjectNode probe) {
                orDefault(probe, "timeoutSeconds", 1);
                orDefault(probe, "periodSeconds", 10);
                orDefault(probe, "successThreshold", 1);
                orDefault(probe, "failureThreshold", 3);
                fillHandler(probe);
            }
        }
        for (String field : List.of("preStop", "postStart")) {
            if (container.path("lifecycle").path(field) instanceof ObjectNode handler) {
                fillHandler(handler);
            }
        }
    }

    private static void fillHandler(ObjectNode handler) {
        if (handler.get("httpGet") instanceof ObjectNode get) {
            orDefault(get, "path", "/");
            orDefault(get, "scheme", "HTTP");
        }
        if (handler.get("grpc") instanceof ObjectNode grpc) {
            orDefault(grpc, "service", "");
        }
    }

    /** Always for the tag latest, which is what an image without a tag or digest means too. */
    private static String pullPolicy(String image) {
        if (image.contains("@")) {
            return "IfNotPresent";
        }
        String name = image.substring(image.lastIndexOf('/') + 1);
        String tag = name.contains(":") ? name.substring(name.lastIndexOf(':') + 1) : "latest";
        return tag.equals("latest") ? "Always" : "IfNotPresent";
    }

    private static void fillVolume(ObjectNode volume) {
        if (volume.size() <= 1) {
            volume.putObject("emptyDir");
        }
        for (String source : List.of("configMap", "secret", "projected", "downwardAPI")) {
            if (volume.get(source) instanceof ObjectNode files) {
                orDefault(files, "defaultMode", FILE_MODE);
                fillItems(files);
            }
        }
        if (volume.get("hostPath") instanceof ObjectNode host) {
            orDefault(host, "type", "");
        }
        for (ObjectNode source : objects(volume.path("projected").path("sources"))) {
            if (source.get("serviceAccountToken") instanceof ObjectNode token) {
                orDefault(token, "expirationSeconds", 3600);
            }
            if (source.get("downwardAPI") instanceof ObjectNode downward) {
                fillItems(downward);
            }
        }
    }

    private static void fillItems(ObjectNode files) {
        for (ObjectNode item : objects(files.path("items"))) {
            if (item.get("fieldRef") instanceof ObjectNode reference) {
                orDefault(reference, "apiVersion", "v1");
            }
        }
    }
}
