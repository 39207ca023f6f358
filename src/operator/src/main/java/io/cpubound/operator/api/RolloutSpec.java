package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.IntOrString;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a new revision is rolled out. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "!(type(self.maxSurge) == int ? self.maxSurge == 0 : self.maxSurge == '0%')"
                + " || !(type(self.maxUnavailable) == int ? self.maxUnavailable == 0 : self.maxUnavailable == '0%')",
        message = "maxSurge and maxUnavailable must not both be 0, else no pod can ever be replaced: raise one of them")
@ValidationRule(
        value = "self.progressDeadlineSeconds > self.minReadySeconds + (has(self.warmUp) ? self.warmUp.seconds : 0)",
        message = "progressDeadlineSeconds must be greater than minReadySeconds and warmUp.seconds together, else every"
                + " rollout is late: raise it")
public record RolloutSpec(
        @Default("1")
                @ValidationRule(
                        value = RolloutSpec.PODS_OR_PERCENT,
                        message = "maxSurge" + RolloutSpec.PODS_OR_PERCENT_MESSAGE)
                @JsonPropertyDescription(
                        "Pods that may exist over replicas while rolling: a number, or a percentage of replicas such as 25%, which"
                                + " is rounded up. Default 1.")
                IntOrString maxSurge,
        @Default("0")
                @ValidationRule(
                        value = RolloutSpec.PODS_OR_PERCENT,
                        message = "maxUnavailable" + RolloutSpec.PODS_OR_PERCENT_MESSAGE)
                @JsonPropertyDescription(
                        "Pods that may be missing from replicas while rolling: a number, or a percentage of replicas such as 25%,"
                                + " which is rounded down. When both this and maxSurge come to 0 pods, this counts as 1. Default 0:"
                                + " capacity never drops.")
                IntOrString maxUnavailable,
        @Default("0")
                @Min(0) @Max(3600) @JsonPropertyDescription(
                        "Seconds for which a pod must have been ready without a break before it gets traffic. Default 0.")
                Integer minReadySeconds,
        @Default("600")
                @Min(1) @Max(86400) @JsonPropertyDescription(
                        "Seconds without progress after which a rollout has failed; onFailure says what happens then. Default 600.")
                Integer progressDeadlineSeconds,
        @Default("120")
                @Min(1) @Max(86400) @JsonPropertyDescription(
                        "Seconds for which a new pod may find no node until its revision has failed; more where nodes are added on"
                                + " demand and that takes longer. From progressDeadlineSeconds on it makes no difference. Default 120.")
                Integer schedulingDeadlineSeconds,
        @Default("false")
                @JsonPropertyDescription(
                        "While true, nothing is replaced; missing pods are still made and leaving ones still leave. Default false.")
                Boolean paused,
        @Default("0")
                @Min(0) @Max(1000) @JsonPropertyDescription(
                        "Only slots from this number on get a new revision; those below it stay on the current one. With 3 replicas, 2"
                                + " rolls one pod, 0 rolls all. At most replicas when it is set; where replicas is lowered below it later, no slot"
                                + " gets a new revision. Default 0.")
                Integer partition,
        @Default("Rollback")
                @JsonPropertyDescription(
                        "What happens when a new revision fails (its pod crashes, its image is missing, its verification or the"
                                + " progress deadline fails): Rollback brings the last good revision back, Pause leaves everything as"
                                + " it is. Default Rollback.")
                OnFailure onFailure,
        @Min(1) @JsonPropertyDescription(
                        "The number of a ControllerRevision (its .revision). While it is set, that revision's template and verification are what is wanted,"
                                + " whatever the rest of the spec says. Default: none, the spec is what is wanted.")
                @Nullable Long undoTo,
        @Size(max = 16) @JsonPropertyDescription(
                        "Windows of time in which no rollout begins or goes on. A pod in transition completes; rollbacks and lost pods"
                                + " are not frozen. Default: none.")
                List<FreezeWindow> freeze,
        @Size(min = 1, max = 63) @Pattern("^[a-z0-9]+$") @JsonPropertyDescription(
                        "In an emergency: the revision (status.updateRevision) that may roll in spite of a freeze. Default: none.")
                @Nullable String freezeOverride,
        @JsonPropertyDescription(
                        "Brings a new pod's share of the requests up in steps, for apps that start cold. Default: a new pod gets its"
                                + " full share at once.")
                @Nullable WarmUpSpec warmUp,
        @JsonPropertyDescription(
                        "The request that a new pod must answer as expected before it gets traffic. Default: to be ready is enough.")
                @Nullable VerificationSpec verification) {

    private static final String PERCENT = "^(0|[1-9][0-9]?|100)%$";

    static final String PODS_OR_PERCENT =
            "type(self) == int ? self >= 0 && self <= 1000 : self.matches('" + PERCENT + "')";
    static final String PODS_OR_PERCENT_MESSAGE =
            " must be a number of pods from 0 to 1000, or a percentage of replicas from 0% to 100%, such as 25%";

    /** What happens when a new revision fails. */
    public enum OnFailure {
        @JsonProperty("Rollback")
        ROLLBACK,
        @JsonProperty("Pause")
        PAUSE
    }

    /** All defaults. */
    @SuppressWarnings("NullAway") // the constructor takes an absent value for its default
    static RolloutSpec defaults() {
        return new RolloutSpec(null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    public RolloutSpec {
        maxSurge = maxSurge == null ? new IntOrString(1) : maxSurge;
        maxUnavailable = maxUnavailable == null ? new IntOrString(0) : maxUnavailable;
        minReadySeconds = minReadySeconds == null ? Integer.valueOf(0) : minReadySeconds;
        progressDeadlineSeconds = progressDeadlineSeconds == null ? Integer.valueOf(600) : progressDeadlineSeconds;
        schedulingDeadlineSeconds =
                schedulingDeadlineSeconds == null ? Integer.valueOf(120) : schedulingDeadlineSeconds;
        paused = paused == null ? Boolean.FALSE : paused;
        partition = partition == null ? Integer.valueOf(0) : partition;
        onFailure = onFailure == null ? OnFailure.ROLLBACK : onFailure;
        freeze = freeze == null ? List.of() : List.copyOf(freeze);
    }

    /**
     * {@link #maxSurge} as a number of pods, a percentage rounded up.
     *
     * @throws IllegalArgumentException when it is neither a number nor a percentage
     */
    public int surge(int replicas) {
        return (hundredths("maxSurge", maxSurge, replicas) + 99) / 100;
    }

    /**
     * {@link #maxUnavailable} as a number of pods, a percentage rounded down. As in Kubernetes it is 1 when this and the
     * surge would both be 0: 10 % of 3 pods is no pod, and nothing could ever be replaced.
     *
     * @throws IllegalArgumentException when it is neither a number nor a percentage
     */
    public int unavailable(int replicas) {
        int rounded = hundredths("maxUnavailable", maxUnavailable, replicas) / 100;
        return rounded == 0 && surge(replicas) == 0 ? 1 : rounded;
    }

    private static int hundredths(String field, IntOrString value, int replicas) {
        Integer number = value.getIntVal();
        if (number != null) {
            return number * 100;
        }
        String text = String.valueOf(value.getStrVal());
        if (!text.matches(PERCENT)) {
            throw new IllegalArgumentException("rollout." + field + " is \"" + text
                    + "\", must be a number of pods or a percentage from 0% to 100%, such as 25%");
        }
        return Integer.parseInt(text.substring(0, text.length() - 1)) * replicas;
    }
}
