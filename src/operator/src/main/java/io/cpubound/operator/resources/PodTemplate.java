package io.cpubound.operator.resources;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.cpubound.operator.api.CpuBoundAppSpec;
import io.cpubound.operator.api.ImagePullPolicy;
import io.cpubound.operator.api.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The part of the spec that makes a pod: what a revision is about. It holds what the user asks for and nothing that the
 * operator adds, so an upgrade of the operator is never a new revision by itself. A field that is added here must be
 * absent (null) where its default holds, for the same reason.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodTemplate(
        String image,
        @Nullable ImagePullPolicy imagePullPolicy,
        List<LocalObjectReference> imagePullSecrets,
        int port,
        List<EnvVar> env,
        @Nullable ResourceRequirements resources,
        @Nullable Probe readinessProbe,
        @Nullable Probe livenessProbe,
        @Nullable Probe startupProbe,
        long terminationGracePeriodSeconds,
        @Nullable String restartedAt,
        @Nullable PodTemplateSpec podTemplate) {

    public PodTemplate {
        imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
        env = env == null ? List.of() : List.copyOf(env);
        podTemplate = podTemplate == null || podTemplate.isEmpty() ? null : podTemplate;
    }

    /** What is asked for beyond the simple fields. */
    PodTemplateSpec more() {
        return podTemplate == null ? PodTemplateSpec.empty() : podTemplate;
    }

    public static PodTemplate of(CpuBoundAppSpec spec) {
        return new PodTemplate(
                spec.image(),
                spec.imagePullPolicy(),
                spec.imagePullSecrets(),
                spec.port(),
                spec.env(),
                spec.resources(),
                spec.readinessProbe(),
                spec.livenessProbe(),
                spec.startupProbe(),
                spec.terminationGracePeriodSeconds(),
                spec.restartedAt(),
                spec.podTemplate());
    }
}
