package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import java.time.Duration;

/** How nginx treats the app's pods. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record UpstreamSpec(
        @Default("100") @Min(1) @Max(65535) @JsonPropertyDescription("The weight of each pod. Default 100.")
                Integer weight,
        @Default("3")
                @Min(0) @Max(1000) @JsonPropertyDescription(
                        "Failed tries within failTimeout after which nginx leaves a pod out for failTimeout; 0 switches that off."
                                + " Default 3.")
                Integer maxFails,
        @Default("3s")
                @Pattern("^[1-9][0-9]{0,5}(s|m)$") @JsonPropertyDescription(
                        "The window in which maxFails counts, and how long a failing pod is then left out: a number with s or m."
                                + " Default 3s.")
                String failTimeout,
        @Default("RoundRobin")
                @JsonPropertyDescription(
                        "How nginx picks a pod: RoundRobin, LeastConnections, IpHash (by the client's address) or Random. Default"
                                + " RoundRobin.")
                LoadBalancing loadBalancing) {

    /** How nginx picks a pod. */
    public enum LoadBalancing {
        @JsonProperty("RoundRobin")
        ROUND_ROBIN,
        @JsonProperty("LeastConnections")
        LEAST_CONNECTIONS,
        @JsonProperty("IpHash")
        IP_HASH,
        @JsonProperty("Random")
        RANDOM
    }

    /** All defaults. */
    @SuppressWarnings("NullAway") // the constructor takes an absent value for its default
    static UpstreamSpec defaults() {
        return new UpstreamSpec(null, null, null, null);
    }

    public UpstreamSpec {
        weight = weight == null ? Integer.valueOf(100) : weight;
        maxFails = maxFails == null ? Integer.valueOf(3) : maxFails;
        failTimeout = failTimeout == null ? "3s" : failTimeout;
        loadBalancing = loadBalancing == null ? LoadBalancing.ROUND_ROBIN : loadBalancing;
    }

    /**
     * {@link #failTimeout} as a duration.
     *
     * @throws IllegalArgumentException when it is not a number with s or m
     */
    @JsonIgnore
    public Duration failTimeoutDuration() {
        java.util.regex.Matcher parts =
                java.util.regex.Pattern.compile("([1-9][0-9]{0,5})(s|m)").matcher(failTimeout);
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "nginx.upstream.failTimeout is \"" + failTimeout + "\", must be a number with s or m, such as 3s");
        }
        long number = Long.parseLong(parts.group(1));
        return "s".equals(parts.group(2)) ? Duration.ofSeconds(number) : Duration.ofMinutes(number);
    }
}
