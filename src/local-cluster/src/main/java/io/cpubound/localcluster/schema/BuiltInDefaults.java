package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** What the real server fills in for built-in kinds when it decodes them; what admission adds later is not here. */
final class BuiltInDefaults {

    private static final String RBAC = "rbac.authorization.k8s.io";

    private static final Map<String, Consumer<ObjectNode>> BY_KIND = Map.ofEntries(
            Map.entry("Pod", BuiltInDefaults::pod),
            Map.entry("PodTemplate", BuiltInDefaults::templateIn),
            Map.entry("Deployment", BuiltInDefaults::deployment),
            Map.entry("ReplicaSet", BuiltInDefaults::replicaSet),
            Map.entry("StatefulSet", BuiltInDefaults::statefulSet),
            Map.entry("DaemonSet", BuiltInDefaults::daemonSet),
            Map.entry("Job", BuiltInDefaults::job),
            Map.entry("Service", BuiltInDefaults::service),
            Map.entry("EndpointSlice", BuiltInDefaults::endpointSlice),
            Map.entry("Secret", BuiltInDefaults::secret),
            Map.entry("HorizontalPodAutoscaler", BuiltInDefaults::autoscaler),
            Map.entry("PriorityClass", it -> orDefault(it, "preemptionPolicy", "PreemptLowerPriority")),
            Map.entry("Namespace", BuiltInDefaults::namespace),
            Map.entry("PersistentVolumeClaim", claim -> orDefault(spec(claim), "volumeMode", "Filesystem")),
            Map.entry("RoleBinding", BuiltInDefaults::binding),
            Map.entry("ClusterRoleBinding", BuiltInDefaults::binding),
            Map.entry("CustomResourceDefinition", BuiltInDefaults::customResourceDefinition));

    private BuiltInDefaults() {}

    /** Changes the object. */
    static void fill(ObjectNode object) {
        Consumer<ObjectNode> defaults = BY_KIND.get(object.path("kind").asText());
        if (defaults != null) {
            defaults.accept(object);
        }
    }

    /** An empty text is none: the real server's types do not tell them apart. */
    static void orDefault(ObjectNode object, String field, String value) {
        if (object.path(field).asText().isEmpty()) {
            object.put(field, value);
        }
    }

    static void orDefault(ObjectNode object, String field, int value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }

    static void orDefault(ObjectNode object, String field, boolean value) {
        if (!object.has(field)) {
            object.put(field, value);
        }
    }

    /** The object in a field; made when it is not there. */
    static ObjectNode under(ObjectNode object, String field) {
        return object.get(field) instanceof ObjectNode there ? there : object.putObject(field);
    }

    private static ObjectNode spec(ObjectNode object) {
        return under(object, "spec");
    }

    private static void pod(ObjectNode pod) {
        ObjectNode spec = spec(pod);
        PodDefaults.fill(spec);
        PodDefaults.fillRunning(spec);
    }

    private static void template(ObjectNode workload) {
        templateIn(spec(workload));
    }

    private static void templateIn(ObjectNode owner) {
        ObjectNode template = under(owner, "template");
        PodDefaults.fill(under(template, "spec"));
    }

    private static void deployment(ObjectNode deployment) {
        ObjectNode spec = spec(deployment);
        orDefault(spec, "replicas", 1);
        orDefault(spec, "revisionHistoryLimit", 10);
        orDefault(spec, "progressDeadlineSeconds", 600);
        ObjectNode strategy = under(spec, "strategy");
        orDefault(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asText().equals("RollingUpdate")) {
            ObjectNode rolling = under(strategy, "rollingUpdate");
            orDefault(rolling, "maxUnavailable", "25%");
            orDefault(rolling, "maxSurge", "25%");
        }
        template(deployment);
    }

    private static void autoscaler(ObjectNode autoscaler) {
        ObjectNode spec = spec(autoscaler);
        orDefault(spec, "minReplicas", 1);
        boolean old = autoscaler.path("apiVersion").asText().equals("autoscaling/v1"); // it has no list of them
        if (!old && spec.path("metrics").isEmpty()) {
            ObjectNode metric = spec.putArray("metrics").addObject().put("type", "Resource");
            ObjectNode target = metric.putObject("resource").put("name", "cpu").putObject("target");
            target.put("type", "Utilization").put("averageUtilization", 80);
        }
    }

    private static void replicaSet(ObjectNode replicaSet) {
        orDefault(spec(replicaSet), "replicas", 1);
        template(replicaSet);
        orDefault(under(replicaSet, "status"), "replicas", 0);
    }

    private static void statefulSet(ObjectNode set) {
        ObjectNode spec = spec(set);
        orDefault(spec, "replicas", 1);
        orDefault(spec, "revisionHistoryLimit", 10);
        orDefault(spec, "podManagementPolicy", "OrderedReady");
        ObjectNode strategy = under(spec, "updateStrategy");
        orDefault(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asText().equals("RollingUpdate")) {
            orDefault(under(strategy, "rollingUpdate"), "partition", 0);
        }
        ObjectNode retention = under(spec, "persistentVolumeClaimRetentionPolicy");
        orDefault(retention, "whenDeleted", "Retain");
        orDefault(retention, "whenScaled", "Retain");
        template(set);
        ObjectNode status = under(set, "status");
        orDefault(status, "replicas", 0);
        orDefault(status, "availableReplicas", 0);
    }

    private static void daemonSet(ObjectNode set) {
        ObjectNode spec = spec(set);
        orDefault(spec, "revisionHistoryLimit", 10);
        ObjectNode strategy = under(spec, "updateStrategy");
        orDefault(strategy, "type", "RollingUpdate");
        if (strategy.path("type").asText().equals("RollingUpdate")) {
            ObjectNode rolling = under(strategy, "rollingUpdate");
            orDefault(rolling, "maxUnavailable", 1);
            orDefault(rolling, "maxSurge", 0);
        }
        template(set);
        ObjectNode status = under(set, "status");
        for (String count :
                Set.of("currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady")) {
            orDefault(status, count, 0);
        }
    }

    private static void job(ObjectNode job) {
        ObjectNode spec = spec(job);
        if (!spec.has("completions") && !spec.has("parallelism")) {
            spec.put("completions", 1);
        }
        orDefault(spec, "parallelism", 1);
        orDefault(spec, "backoffLimit", 6);
        orDefault(spec, "completionMode", "NonIndexed");
        orDefault(spec, "suspend", false);
        orDefault(spec, "podReplacementPolicy", spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
        template(job);
    }

    private static void service(ObjectNode service) {
        ObjectNode spec = spec(service);
        orDefault(spec, "sessionAffinity", "None");
        orDefault(spec, "type", "ClusterIP");
        String type = spec.path("type").asText();
        for (JsonNode port : spec.path("ports")) {
            if (port instanceof ObjectNode fields) {
                orDefault(fields, "protocol", "TCP");
                JsonNode number = fields.path("port");
                if (!fields.has("targetPort")
                        || fields.path("targetPort").asText().equals("0")) {
                    fields.set("targetPort", number);
                }
            }
        }
        if (!type.equals("ExternalName")) {
            orDefault(spec, "internalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer") || type.equals("NodePort")) {
            orDefault(spec, "externalTrafficPolicy", "Cluster");
        }
        if (type.equals("LoadBalancer")) {
            orDefault(spec, "allocateLoadBalancerNodePorts", true);
        }
        if (spec.path("sessionAffinity").asText().equals("ClientIP")) {
            orDefault(under(under(spec, "sessionAffinityConfig"), "clientIP"), "timeoutSeconds", 10800);
        } else {
            spec.remove("sessionAffinityConfig");
        }
    }

    private static void endpointSlice(ObjectNode slice) {
        for (JsonNode port : slice.path("ports")) {
            if (port instanceof ObjectNode fields) {
                orDefault(fields, "name", "");
                orDefault(fields, "protocol", "TCP");
            }
        }
    }

    private static void secret(ObjectNode secret) {
        orDefault(secret, "type", "Opaque");
        // Write-only: what is given as text is kept encoded.
        JsonNode texts = secret.remove("stringData");
        if (texts != null) {
            ObjectNode data = under(secret, "data");
            texts.properties()
                    .forEach(text -> data.put(
                            text.getKey(),
                            Base64.getEncoder()
                                    .encodeToString(text.getValue().asText().getBytes(StandardCharsets.UTF_8))));
        }
    }

    private static void namespace(ObjectNode namespace) {
        ObjectNode metadata = under(namespace, "metadata");
        String name = metadata.path("name").asText();
        if (!name.isEmpty()) {
            under(metadata, "labels").put("kubernetes.io/metadata.name", name);
        }
    }

    private static void binding(ObjectNode binding) {
        orDefault(under(binding, "roleRef"), "apiGroup", RBAC);
        for (JsonNode subject : binding.path("subjects")) {
            if (subject instanceof ObjectNode fields
                    && !fields.path("kind").asText().equals("ServiceAccount")) {
                orDefault(fields, "apiGroup", RBAC);
            }
        }
    }

    private static void customResourceDefinition(ObjectNode definition) {
        ObjectNode spec = spec(definition);
        ObjectNode names = under(spec, "names");
        String kind = names.path("kind").asText();
        orDefault(names, "singular", kind.toLowerCase(Locale.ROOT));
        orDefault(names, "listKind", kind + "List");
        orDefault(under(spec, "conversion"), "strategy", "None");
        if (!(definition.path("status").path("storedVersions") instanceof ArrayNode)) {
            ArrayNode stored = under(definition, "status").putArray("storedVersions");
            for (JsonNode version : spec.path("versions")) {
                if (version.path("storage").asBoolean()) {
                    stored.add(version.path("name").asText());
                }
            }
        }
    }
}
