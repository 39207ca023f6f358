package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.jspecify.annotations.Nullable;

/** The nginx in front of the app. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NginxSpec(
        @Default("nginx:1.28")
                @Size(min = 1, max = 1000) @Pattern("^[^\\s]+$") @JsonPropertyDescription("A stock nginx image, 1.22 or newer. Default nginx:1.28.")
                String image,
        @Default("2") @Min(1) @Max(100) @JsonPropertyDescription("How many nginx pods serve. Default 2.")
                Integer replicas,
        @JsonPropertyDescription("CPU and memory of the nginx container."
                        + " Fields: kubectl explain pod.spec.containers.resources.")
                @Nullable ResourceRequirements resources,
        @Default("{}") @JsonPropertyDescription("The Service that clients use; it has the name of the app.")
                ServiceSpec service,
        @Default("{}") @JsonPropertyDescription("How nginx treats the app's pods.") UpstreamSpec upstream) {

    /** All defaults. */
    @SuppressWarnings("NullAway") // the constructor takes an absent value for its default
    static NginxSpec defaults() {
        return new NginxSpec(null, null, null, null, null);
    }

    public NginxSpec {
        image = image == null ? "nginx:1.28" : image;
        replicas = replicas == null ? Integer.valueOf(2) : replicas;
        service = service == null ? ServiceSpec.defaults() : service;
        upstream = upstream == null ? UpstreamSpec.defaults() : upstream;
    }
}
