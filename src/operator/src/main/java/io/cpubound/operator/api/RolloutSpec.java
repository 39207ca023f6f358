package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.ValidationRule;

/** How a new revision is rolled out. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        value = "self.maxSurge > 0 || self.maxUnavailable > 0",
        message = "maxSurge and maxUnavailable must not both be 0, else no pod can ever be replaced: raise one of them")
@ValidationRule(
        value = "self.progressDeadlineSeconds > self.minReadySeconds",
        message = "progressDeadlineSeconds must be greater than minReadySeconds, else every rollout is late: raise it")
public record RolloutSpec(
        @Default("1")
                @Min(0) @Max(100) @JsonPropertyDescription("Pods that may exist over replicas while rolling. Default 1.")
                Integer maxSurge,
        @Default("0")
                @Min(0) @Max(100) @JsonPropertyDescription(
                        "Pods that may be missing from replicas while rolling. Default 0: capacity never drops.")
                Integer maxUnavailable,
        @Default("0")
                @Min(0) @Max(3600) @JsonPropertyDescription(
                        "Seconds for which a pod must have been ready without a break before it gets traffic. Default 0.")
                Integer minReadySeconds,
        @Default("600")
                @Min(1) @Max(86400) @JsonPropertyDescription(
                        "Seconds without progress after which the rollout is reported as stuck; it goes on trying. Default 600.")
                Integer progressDeadlineSeconds,
        @Default("false")
                @JsonPropertyDescription(
                        "While true, nothing is replaced; missing pods are still made and leaving ones still leave. Default false.")
                Boolean paused) {

    /** All defaults. */
    @SuppressWarnings("NullAway") // the constructor takes an absent value for its default
    static RolloutSpec defaults() {
        return new RolloutSpec(null, null, null, null, null);
    }

    public RolloutSpec {
        maxSurge = maxSurge == null ? Integer.valueOf(1) : maxSurge;
        maxUnavailable = maxUnavailable == null ? Integer.valueOf(0) : maxUnavailable;
        minReadySeconds = minReadySeconds == null ? Integer.valueOf(0) : minReadySeconds;
        progressDeadlineSeconds = progressDeadlineSeconds == null ? Integer.valueOf(600) : progressDeadlineSeconds;
        paused = paused == null ? Boolean.FALSE : paused;
    }
}
