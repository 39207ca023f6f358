package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;

/** How requests in flight are waited for when a pod leaves. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record DrainSpec(
        @Default("60")
                @Min(1) @Max(3600) @JsonPropertyDescription(
                        "Seconds for which nginx workers of an earlier configuration may finish their requests; what is not"
                                + " finished by then is cut. Set it above the longest request. Default 60.")
                Integer timeoutSeconds) {

    /** All defaults. */
    @SuppressWarnings("NullAway") // the constructor takes an absent value for its default
    static DrainSpec defaults() {
        return new DrainSpec(null);
    }

    public DrainSpec {
        timeoutSeconds = timeoutSeconds == null ? Integer.valueOf(60) : timeoutSeconds;
    }
}
