package io.cpubound.operator.api;

import static java.util.Map.entry;

import com.fasterxml.jackson.databind.BeanDescription;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import io.fabric8.kubernetes.api.model.ConfigMapKeySelector;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.GRPCAction;
import io.fabric8.kubernetes.api.model.HTTPGetAction;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretKeySelector;
import io.fabric8.kubernetes.api.model.TCPSocketAction;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Writes into a schema what the Java types can hold. The generator leaves that out for Kubernetes' own types, and one stored
 * resource that cannot be read makes the list of all resources unreadable: no app would be reconciled any more.
 */
final class KubernetesTypes {

    /**
     * As in Kubernetes' own CRDs, but with exponents that are whole and short: theirs also takes 1e.5 and 1e3000000000, which
     * no Quantity of Java can be compared with.
     */
    private static final String QUANTITY =
            "^[+-]?([0-9]+([.][0-9]*)?|[.][0-9]+)([KMGTPE]i|[numkMGTPE]|[eE][+-]?[0-9]{1,2})?$";

    private static final long LONGEST_QUANTITY = 64;

    /** Without these the API server refuses the pod; here it is the resource, where a person sees it. */
    private static final Map<Class<?>, List<String>> REQUIRED = Map.ofEntries(
            entry(Container.class, List.of("name", "image")),
            entry(ContainerPort.class, List.of("containerPort")),
            entry(EnvVar.class, List.of("name")),
            entry(ConfigMapKeySelector.class, List.of("key")),
            entry(SecretKeySelector.class, List.of("key")),
            entry(Volume.class, List.of("name")),
            entry(PersistentVolumeClaimVolumeSource.class, List.of("claimName")),
            entry(VolumeMount.class, List.of("name", "mountPath")),
            entry(HTTPGetAction.class, List.of("port")),
            entry(TCPSocketAction.class, List.of("port")),
            entry(GRPCAction.class, List.of("port")),
            entry(TopologySpreadConstraint.class, List.of("maxSkew", "topologyKey", "whenUnsatisfiable")));

    private static final Range INT = new Range(Integer.MIN_VALUE, Integer.MAX_VALUE);
    private static final Range NATURAL = new Range(0, Integer.MAX_VALUE);
    private static final Range POSITIVE = new Range(1, Integer.MAX_VALUE);
    private static final Range PORT = new Range(1, 65535);

    private static final Map<Class<?>, Map<String, Range>> RANGES = Map.of(
            Probe.class,
                    Map.of(
                            "initialDelaySeconds", NATURAL,
                            "periodSeconds", POSITIVE,
                            "timeoutSeconds", POSITIVE,
                            "successThreshold", POSITIVE,
                            "failureThreshold", POSITIVE),
            HTTPGetAction.class, Map.of("port", PORT),
            TCPSocketAction.class, Map.of("port", PORT),
            GRPCAction.class, Map.of("port", PORT),
            ContainerPort.class, Map.of("containerPort", PORT),
            TopologySpreadConstraint.class, Map.of("maxSkew", POSITIVE));

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private KubernetesTypes() {}

    /** Completes the schema of a type with all that is beneath it. */
    static void complete(JSONSchemaProps schema, Class<?> type) {
        complete(schema, MAPPER.constructType(type), INT);
    }

    private static void complete(JSONSchemaProps schema, JavaType type, Range range) {
        if (type.hasRawClass(Quantity.class)) {
            schema.setPattern(QUANTITY);
            schema.setMaxLength(LONGEST_QUANTITY);
        } else if (type.hasRawClass(IntOrString.class)) {
            range.narrow(schema);
        } else if ("integer".equals(schema.getType())) {
            integer(schema, type, range);
        } else if (schema.getItems() != null) {
            complete(schema.getItems().getSchema(), type.getContentType(), INT);
        } else if (schema.getAdditionalProperties() != null) {
            complete(schema.getAdditionalProperties().getSchema(), type.getContentType(), INT);
        } else if (schema.getProperties() != null && !schema.getProperties().isEmpty()) {
            object(schema, type);
        }
    }

    private static void integer(JSONSchemaProps schema, JavaType type, Range range) {
        if (type.hasRawClass(Long.class)) {
            // Every integer that an API server takes is one of 64 bits.
            schema.setFormat("int64");
        } else if (type.hasRawClass(Integer.class)) {
            schema.setFormat("int32");
            range.narrow(schema);
        } else {
            throw new IllegalStateException("an integer of the schema is a " + type + " in Java: what can that hold?");
        }
    }

    private static void object(JSONSchemaProps schema, JavaType type) {
        require(schema, REQUIRED.getOrDefault(type.getRawClass(), List.of()));
        Map<String, Range> ranges = RANGES.getOrDefault(type.getRawClass(), Map.of());
        BeanDescription bean = MAPPER.getDeserializationConfig().introspect(type);
        Map<String, JSONSchemaProps> properties = schema.getProperties();
        TreeSet<String> unseen = new TreeSet<>(properties.keySet());
        for (BeanPropertyDefinition property : bean.findProperties()) {
            if (unseen.remove(property.getName())) {
                complete(
                        properties.get(property.getName()),
                        property.getPrimaryType(),
                        ranges.getOrDefault(property.getName(), INT));
            }
        }
        if (!unseen.isEmpty()) {
            throw new IllegalStateException(type + " has no " + unseen + " in Java, but in the schema");
        }
    }

    private static void require(JSONSchemaProps schema, List<String> names) {
        List<String> required = new ArrayList<>(schema.getRequired() == null ? List.of() : schema.getRequired());
        names.stream().filter(name -> !required.contains(name)).forEach(required::add);
        schema.setRequired(required);
    }

    /** Both ends are in it. */
    private record Range(int least, int most) {

        /** A field of this project has its own range already. */
        void narrow(JSONSchemaProps schema) {
            if (schema.getMinimum() == null) {
                schema.setMinimum((double) least);
            }
            if (schema.getMaximum() == null) {
                schema.setMaximum((double) most);
            }
        }
    }
}
