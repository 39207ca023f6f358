package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Refuses Services that a real API server refuses. */
final class ServiceValidation {

    private static final List<String> TYPES = List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort");
    private static final List<String> AFFINITIES = List.of("ClientIP", "None");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final String RANGE = "must be between 1 and 65535, inclusive";

    private final List<FieldError> errors = new ArrayList<>();
    private final Set<String> names = new HashSet<>();
    private final Set<String> numbers = new HashSet<>();

    private ServiceValidation() {}

    static List<FieldError> check(JsonNode spec) {
        ServiceValidation validation = new ServiceValidation();
        validation.checkSpec(spec);
        return validation.errors;
    }

    private void checkSpec(JsonNode spec) {
        JsonNode ports = spec.path("ports");
        String type = spec.path("type").asText();
        boolean headless = spec.path("clusterIP").asText().equals("None");
        oneOf(spec.path("type"), TYPES, "spec.type");
        oneOf(spec.path("sessionAffinity"), AFFINITIES, "spec.sessionAffinity");
        if (ports.isEmpty() && !headless && !type.equals("ExternalName")) {
            errors.add(FieldErrors.required("spec.ports", ""));
        }
        for (int i = 0; i < ports.size(); i++) {
            checkPort(ports.get(i), "spec.ports[" + i + "]", ports.size() > 1);
        }
        MetadataValidation.checkLabels(spec.path("selector"), "spec.selector", errors);
    }

    private void checkPort(JsonNode port, String path, boolean named) {
        String name = port.path("name").asText();
        if (named && name.isEmpty()) {
            errors.add(FieldErrors.required(path + ".name", ""));
        } else if (!name.isEmpty()) {
            Names.label(name).forEach(error -> errors.add(FieldErrors.invalid(path + ".name", name, error)));
            if (!names.add(name)) {
                errors.add(FieldErrors.duplicate(path + ".name", port.path("name")));
            }
        }
        int number = port.path("port").asInt();
        if (number < 1 || number > 65535) {
            errors.add(FieldErrors.invalid(path + ".port", IntNode.valueOf(number), RANGE));
        }
        String protocol = port.path("protocol").asText();
        oneOf(port.path("protocol"), PROTOCOLS, path + ".protocol");
        JsonNode target = port.path("targetPort");
        if (target.isTextual()) {
            Names.portName(target.asText())
                    .forEach(error -> errors.add(FieldErrors.invalid(path + ".targetPort", target, error)));
        } else if (target.asInt() < 1 || target.asInt() > 65535) {
            errors.add(FieldErrors.invalid(path + ".targetPort", target, RANGE));
        }
        if (!numbers.add(number + "/" + protocol)) {
            errors.add(FieldErrors.duplicate(path, identity(protocol, number)));
        }
    }

    /** As the real server prints a port: its internal type. */
    private static ObjectNode identity(String protocol, int number) {
        ObjectNode port = JsonNodeFactory.instance.objectNode();
        port.put("Name", "").put("Protocol", protocol).putNull("AppProtocol");
        return port.put("Port", number).put("TargetPort", 0).put("NodePort", 0);
    }

    private void oneOf(JsonNode value, List<String> supported, String path) {
        if (!supported.contains(value.asText())) {
            errors.add(FieldErrors.notSupported(path, value, supported));
        }
    }
}
