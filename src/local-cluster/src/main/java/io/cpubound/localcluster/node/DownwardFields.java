package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a pod can be told of itself.
 *
 * @param podIp empty while it has none
 */
record DownwardFields(Pod pod, String podIp, String nodeName, String nodeIp) {

    /** The value of a {@code fieldRef}, e.g. {@code metadata.labels['app']}. */
    String field(String path) throws ConfigurationException {
        ObjectMeta meta = pod.getMetadata();
        if (path.endsWith("']")) {
            int open = path.indexOf("['");
            String key = path.substring(open + 2, path.length() - 2);
            return map(path.substring(0, open)).getOrDefault(key, "");
        }
        return switch (path) {
            case "metadata.name" -> meta.getName();
            case "metadata.namespace" -> meta.getNamespace();
            case "metadata.uid" -> meta.getUid();
            case "metadata.labels", "metadata.annotations" ->
                new TreeMap<>(map(path))
                        .entrySet().stream()
                                .map(one -> one.getKey() + "=\"" + escaped(one.getValue()) + "\"")
                                .collect(Collectors.joining("\n"));
            case "spec.nodeName" -> nodeName;
            case "spec.serviceAccountName" -> orEmpty(pod.getSpec().getServiceAccountName());
            case "status.podIP", "status.podIPs" -> podIp;
            case "status.hostIP", "status.hostIPs" -> nodeIp;
            default -> throw new ConfigurationException("unsupported fieldPath: " + path);
        };
    }

    private Map<String, String> map(String path) throws ConfigurationException {
        Map<String, String> map =
                switch (path) {
                    case "metadata.labels" -> pod.getMetadata().getLabels();
                    case "metadata.annotations" -> pod.getMetadata().getAnnotations();
                    default ->
                        throw new ConfigurationException("fieldPath \"" + path + "\" does not support subscript");
                };
        return map == null ? Map.of() : map;
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    private static String orEmpty(@Nullable String value) {
        return value == null ? "" : value;
    }

    /** The value of a {@code resourceFieldRef}; a limit that is not set is the machine's. */
    String resource(ResourceFieldSelector selector, Container container) throws ConfigurationException {
        String[] parts = selector.getResource().split("\\.", 2);
        Map<String, Quantity> all = Map.of();
        if (container.getResources() != null && parts.length == 2) {
            Map<String, Quantity> given = parts[0].equals("limits")
                    ? container.getResources().getLimits()
                    : container.getResources().getRequests();
            all = given == null ? Map.of() : given;
        }
        String name = parts[parts.length - 1];
        BigDecimal value =
                switch (name) {
                    case "cpu" -> BigDecimal.valueOf(Runtime.getRuntime().availableProcessors());
                    case "memory", "ephemeral-storage" ->
                        BigDecimal.valueOf(Runtime.getRuntime().maxMemory());
                    default ->
                        throw new ConfigurationException("unsupported container resource : " + selector.getResource());
                };
        if (parts[0].equals("requests")) {
            value = BigDecimal.ZERO;
        }
        Quantity quantity = all.get(name);
        if (quantity != null) {
            value = quantity.getNumericalAmount();
        }
        Quantity divisor = selector.getDivisor();
        BigDecimal unit = divisor == null ? BigDecimal.ONE : divisor.getNumericalAmount();
        BigDecimal by = unit.signum() == 0 ? BigDecimal.ONE : unit;
        return value.divide(by, 0, RoundingMode.CEILING).toPlainString();
    }
}
