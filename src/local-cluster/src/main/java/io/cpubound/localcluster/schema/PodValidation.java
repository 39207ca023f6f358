package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Refuses pods that a real API server refuses: what is missing, doubled, out of range or refers to nothing. */
final class PodValidation {

    private static final List<String> PULL_POLICIES = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");
    private static final List<String> DNS_POLICIES =
            List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None");
    private static final List<String> PROTOCOLS = List.of("SCTP", "TCP", "UDP");
    private static final List<String> VOLUME_SOURCES =
            List.of("emptyDir", "hostPath", "secret", "persistentVolumeClaim", "downwardAPI", "configMap", "projected");
    private static final List<String> HANDLERS = List.of("exec", "httpGet", "tcpSocket", "grpc", "sleep");

    private final List<FieldError> errors = new ArrayList<>();
    private final Set<String> volumes = new HashSet<>();
    private final Set<String> containers = new HashSet<>();

    private PodValidation() {}

    static List<FieldError> check(JsonNode spec, String path) {
        PodValidation validation = new PodValidation();
        validation.checkSpec(spec, path);
        return validation.errors;
    }

    private void checkSpec(JsonNode spec, String path) {
        checkVolumes(spec.path("volumes"), path + ".volumes");
        if (spec.path("containers").isEmpty()) {
            errors.add(FieldErrors.required(path + ".containers", ""));
        }
        checkContainers(spec.path("containers"), path + ".containers");
        checkContainers(spec.path("initContainers"), path + ".initContainers");
        oneOf(spec.path("restartPolicy"), RESTART_POLICIES, path + ".restartPolicy");
        oneOf(spec.path("dnsPolicy"), DNS_POLICIES, path + ".dnsPolicy");
        MetadataValidation.checkLabels(spec.path("nodeSelector"), path + ".nodeSelector", errors);
        JsonNode gates = spec.path("readinessGates");
        for (int i = 0; i < gates.size(); i++) {
            String type = gates.get(i).path("conditionType").asText();
            String gate = path + ".readinessGates[" + i + "].conditionType";
            Names.qualified(type).forEach(error -> errors.add(FieldErrors.invalid(gate, type, error)));
        }
        String account = spec.path("serviceAccountName").asText();
        if (!account.isEmpty()) {
            Names.subdomain(account)
                    .forEach(error -> errors.add(FieldErrors.invalid(path + ".serviceAccountName", account, error)));
        }
    }

    private void checkVolumes(JsonNode list, String path) {
        for (int i = 0; i < list.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode volume = list.get(i);
            checkName(volume.path("name").asText(), at, volumes);
            List<String> sources = new ArrayList<>(VOLUME_SOURCES);
            sources.removeIf(source -> !volume.has(source));
            for (String extra : sources.subList(Math.min(1, sources.size()), sources.size())) {
                errors.add(FieldErrors.forbidden(at + "." + extra, "may not specify more than 1 volume type"));
            }
            if (volume.path("configMap").isObject()
                    && volume.path("configMap").path("name").asText().isEmpty()) {
                errors.add(FieldErrors.required(at + ".configMap.name", ""));
            }
            if (volume.path("secret").isObject()
                    && volume.path("secret").path("secretName").asText().isEmpty()) {
                errors.add(FieldErrors.required(at + ".secret.secretName", ""));
            }
        }
    }

    /** A name that must be there, be a label, and be the only one of its kind. */
    private void checkName(String name, String path, Set<String> taken) {
        if (name.isEmpty()) {
            errors.add(FieldErrors.required(path + ".name", ""));
        } else {
            Names.label(name).forEach(error -> errors.add(FieldErrors.invalid(path + ".name", name, error)));
        }
        if (!name.isEmpty() && !taken.add(name)) {
            errors.add(FieldErrors.duplicate(path + ".name", TextNode.valueOf(name)));
        }
    }

    private void checkContainers(JsonNode list, String path) {
        for (int i = 0; i < list.size(); i++) {
            checkContainer(list.get(i), path + "[" + i + "]");
        }
    }

    private void checkContainer(JsonNode container, String path) {
        checkName(container.path("name").asText(), path, containers);
        String image = container.path("image").asText();
        if (image.isEmpty()) {
            errors.add(FieldErrors.required(path + ".image", ""));
        } else if (!image.strip().equals(image)) {
            errors.add(FieldErrors.invalid(path + ".image", image, "must not have leading or trailing whitespace"));
        }
        oneOf(container.path("imagePullPolicy"), PULL_POLICIES, path + ".imagePullPolicy");
        checkPorts(container.path("ports"), path + ".ports");
        JsonNode env = container.path("env");
        for (int i = 0; i < env.size(); i++) {
            if (env.get(i).path("name").asText().isEmpty()) {
                errors.add(FieldErrors.required(path + ".env[" + i + "].name", ""));
            }
            if (env.get(i).has("valueFrom")
                    && !env.get(i).path("value").asText().isEmpty()) {
                errors.add(FieldErrors.invalid(
                        path + ".env[" + i + "].valueFrom", "", "may not be specified when `value` is not empty"));
            }
        }
        checkMounts(container.path("volumeMounts"), path + ".volumeMounts");
        checkResources(container.path("resources"), path + ".resources");
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            checkProbe(container.path(probe), path + "." + probe);
        }
        for (String hook : List.of("postStart", "preStop")) {
            JsonNode handler = container.path("lifecycle").path(hook);
            if (handler.isObject()) {
                checkHandler(handler, path + ".lifecycle." + hook);
            }
        }
    }

    private void checkPorts(JsonNode ports, String path) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < ports.size(); i++) {
            String at = path + "[" + i + "]";
            JsonNode port = ports.get(i);
            String name = port.path("name").asText();
            if (!name.isEmpty()) {
                Names.portName(name).forEach(error -> errors.add(FieldErrors.invalid(at + ".name", name, error)));
                if (!names.add(name)) {
                    errors.add(FieldErrors.duplicate(at + ".name", port.path("name")));
                }
            }
            if (port.path("containerPort").asInt() == 0) {
                errors.add(FieldErrors.required(at + ".containerPort", ""));
            } else {
                checkPort(port.path("containerPort"), at + ".containerPort");
            }
            oneOf(port.path("protocol"), PROTOCOLS, at + ".protocol");
        }
    }

    private void checkPort(JsonNode port, String path) {
        if (port.isTextual()) {
            Names.portName(port.asText()).forEach(error -> errors.add(FieldErrors.invalid(path, port, error)));
        } else if (port.asInt() < 1 || port.asInt() > 65535) {
            errors.add(FieldErrors.invalid(path, port, "must be between 1 and 65535, inclusive"));
        }
    }

    private void checkMounts(JsonNode mounts, String path) {
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            String at = path + "[" + i + "]";
            String name = mounts.get(i).path("name").asText();
            String mountPath = mounts.get(i).path("mountPath").asText();
            if (name.isEmpty()) {
                errors.add(FieldErrors.required(at + ".name", ""));
            }
            if (!volumes.contains(name)) {
                errors.add(new FieldError("FieldValueNotFound", at + ".name", "Not found: " + FieldErrors.quote(name)));
            }
            if (mountPath.isEmpty()) {
                errors.add(FieldErrors.required(at + ".mountPath", ""));
            }
            if (!paths.add(mountPath)) {
                errors.add(FieldErrors.invalid(at + ".mountPath", mountPath, "must be unique"));
            }
        }
    }

    private void checkResources(JsonNode resources, String path) {
        for (String kind : List.of("limits", "requests")) {
            for (Map.Entry<String, JsonNode> entry : resources.path(kind).properties()) {
                String at = path + "." + kind + "[" + entry.getKey() + "]";
                String text = entry.getValue().asText();
                Optional<BigDecimal> amount = Quantities.parse(text);
                if (amount.isPresent() && amount.get().signum() < 0) {
                    errors.add(FieldErrors.invalid(at, text, "must be greater than or equal to 0"));
                }
                if (kind.equals("requests") && amount.isPresent()) {
                    checkLimit(resources, entry.getKey(), amount.get(), text, path);
                }
            }
        }
    }

    private void checkLimit(JsonNode resources, String name, BigDecimal request, String text, String path) {
        String limit = resources.path("limits").path(name).asText();
        if (Quantities.parse(limit).filter(most -> request.compareTo(most) > 0).isPresent()) {
            errors.add(FieldErrors.invalid(
                    path + ".requests", text, "must be less than or equal to " + name + " limit of " + limit));
        }
    }

    private void checkProbe(JsonNode probe, String path) {
        if (!probe.isObject()) {
            return;
        }
        checkHandler(probe, path);
        for (String field : List.of(
                "initialDelaySeconds", "timeoutSeconds", "periodSeconds", "successThreshold", "failureThreshold")) {
            notNegative(probe.path(field), path + "." + field);
        }
        if (!path.endsWith("readinessProbe") && probe.path("successThreshold").asInt(1) != 1) {
            errors.add(FieldErrors.invalid(path + ".successThreshold", probe.path("successThreshold"), "must be 1"));
        }
    }

    private void checkHandler(JsonNode handler, String path) {
        List<String> given = HANDLERS.stream().filter(handler::has).toList();
        if (given.isEmpty()) {
            errors.add(FieldErrors.required(path, "must specify a handler type"));
        }
        for (String extra : given.subList(Math.min(1, given.size()), given.size())) {
            errors.add(FieldErrors.forbidden(path + "." + extra, "may not specify more than 1 handler type"));
        }
        for (String kind : List.of("httpGet", "tcpSocket", "grpc")) {
            JsonNode port = handler.path(kind).path("port");
            if (handler.has(kind)) {
                checkPort(port, path + "." + kind + ".port");
            }
        }
        if (handler.path("exec").isObject()
                && handler.path("exec").path("command").isEmpty()) {
            errors.add(FieldErrors.required(path + ".exec.command", ""));
        }
    }

    private void oneOf(JsonNode value, List<String> supported, String path) {
        if (value.isTextual() && !supported.contains(value.asText())) {
            errors.add(FieldErrors.notSupported(path, value, supported));
        }
    }

    private void notNegative(JsonNode value, String path) {
        if (value.isNumber() && value.asLong() < 0) {
            errors.add(FieldErrors.invalid(path, value, "must be greater than or equal to 0"));
        }
    }
}
