package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.model.annotation.LabelSelector;
import io.fabric8.kubernetes.model.annotation.StatusReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the operator sees and does. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record CpuBoundAppStatus(
        @JsonPropertyDescription("The metadata.generation that this status is about.") @Nullable Long observedGeneration,
        @JsonPropertyDescription(
                        "Where it is, in two words: Ready, Rolling 1/3, Scaling 2/5, Paused 1/3, Stuck 1/3, RollingBack 2/3,"
                                + " RolledBack, Failed 1/3, Partitioned 1/3, Frozen 1/3, Refused 1/3, Proxies 1/2 (so many nginx pods run"
                                + " the configuration), or what is wrong with a pod meanwhile, such as CrashLoopBackOff 1/3.")
                @Nullable String summary,
        @StatusReplicas @JsonPropertyDescription("Pods of the app, without those that end.") @Nullable Integer replicas,
        @JsonPropertyDescription("Pods that are ready.") @Nullable Integer readyReplicas,
        @JsonPropertyDescription("Pods of the revision that the spec asks for.") @Nullable Integer updatedReplicas,
        @JsonPropertyDescription("Pods that are ready for long enough and listed by every nginx.") @Nullable Integer availableReplicas,
        @LabelSelector @JsonPropertyDescription("The label selector of the app's pods, for an autoscaler.") @Nullable String selector,
        @JsonPropertyDescription("The last revision that all wanted pods ran, one at least: the one to go back to.")
                @Nullable String currentRevision,
        @JsonPropertyDescription("The revision that is wanted: what the spec, or rollout.undoTo, asks for.") @Nullable String updateRevision,
        @JsonPropertyDescription(
                        "Where the pods go now: updateRevision, or the last good revision while and after that one failed.")
                @Nullable String targetRevision,
        @JsonPropertyDescription(
                        "The failure of the wanted revision, remembered until another one is wanted or a retry is asked for"
                                + " (annotation cpubound.io/retry with the value of at). Absent when nothing failed.")
                @Nullable FailedStatus failed,
        @JsonPropertyDescription("Until when a freeze window holds a rollout (RFC 3339). Absent while none does.")
                @Nullable String frozenUntil,
        @JsonPropertyDescription("The hash of the nginx configuration that is to serve.") @Nullable String configHash,
        @JsonPropertyDescription("How many nginx pods run that configuration.") @Nullable ProxiesStatus proxies,
        @JsonPropertyDescription("The addresses of the pods that nginx lists.") @Nullable List<String> upstream,
        @JsonPropertyDescription("What the operator remembers of a rollout's progress, to tell slow from stuck.")
                @Nullable RolloutStatus rollout,
        @JsonPropertyDescription(
                        "Ready, Available, Progressing, ProxiesSynced, and Stalled while a failure is remembered.")
                @Nullable List<Condition> conditions) {

    public CpuBoundAppStatus {
        upstream = upstream == null ? null : List.copyOf(upstream);
        conditions = conditions == null ? null : List.copyOf(conditions);
    }

    /** How many nginx pods run the current configuration. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record ProxiesStatus(
            @JsonPropertyDescription("nginx pods that answer with the current configuration's hash.") Integer synced,
            @JsonPropertyDescription("nginx pods that count.") Integer total) {}

    /** The memory of a rollout. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record RolloutStatus(
            @JsonPropertyDescription("What it is about: revision and replicas.") String target,
            @JsonPropertyDescription("The most pods of the target that were available at one time.")
                    Integer mostAvailable,
            @JsonPropertyDescription("When that last grew, or the target was set (RFC 3339).") String lastProgress,
            @JsonPropertyDescription("The cpubound.io/retry that was last obeyed (RFC 3339).") @Nullable String retriedAt) {}

    /** Why a revision failed. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record FailedStatus(
            @JsonPropertyDescription("The revision that failed.") String revision,
            @JsonPropertyDescription(
                            "CrashLoopBackOff, OOMKilled, ErrImagePull, ImagePullBackOff, ErrImageNeverPull, InvalidImageName,"
                                    + " CreateContainerConfigError, Unschedulable, VerificationFailed, ProgressDeadlineExceeded"
                                    + " or Aborted.")
                    String reason,
            @JsonPropertyDescription("What happened, in a sentence.") @Nullable String message,
            @JsonPropertyDescription("When it was found (RFC 3339).") String at,
            @JsonPropertyDescription("The name of the pod that failed.") @Nullable String pod,
            @JsonPropertyDescription("The last lines that its container wrote.") @Nullable String log) {}
}
