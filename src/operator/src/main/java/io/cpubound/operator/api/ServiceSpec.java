package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** The Service that clients use. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record ServiceSpec(
        @Default("ClusterIP") @JsonPropertyDescription("ClusterIP, NodePort or LoadBalancer. Default ClusterIP.")
                Type type,
        @Default("80") @Min(1) @Max(65535) @JsonPropertyDescription("The port of the Service. Default 80.")
                Integer port,
        @JsonPropertyDescription("Annotations of the Service, for cloud load balancers and the like.")
                Map<String, String> annotations) {

    /** The types of a Service that make sense for an entry. */
    public enum Type {
        @JsonProperty("ClusterIP")
        CLUSTER_IP("ClusterIP"),
        @JsonProperty("NodePort")
        NODE_PORT("NodePort"),
        @JsonProperty("LoadBalancer")
        LOAD_BALANCER("LoadBalancer");

        private final String word;

        Type(String word) {
            this.word = word;
        }

        /** Kubernetes' word. */
        public String word() {
            return word;
        }
    }

    /** All defaults. */
    @SuppressWarnings("NullAway") // the constructor takes an absent value for its default
    static ServiceSpec defaults() {
        return new ServiceSpec(null, null, null);
    }

    public ServiceSpec {
        type = type == null ? Type.CLUSTER_IP : type;
        port = port == null ? Integer.valueOf(80) : port;
        annotations = annotations == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(annotations));
    }
}
