package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.LocalObjectReference;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.model.annotation.SpecReplicas;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the user asks for. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
        // Not when only replicas changes: an autoscaler writes it through the scale subresource, and knows of no
        // partition.
        value = "self.rollout.partition <= self.replicas"
                + " || (oldSelf.hasValue() && oldSelf.value().rollout.partition == self.rollout.partition)",
        optionalOldSelf = true,
        message = "rollout.partition must be at most replicas, since there is no slot past them: lower it")
public record CpuBoundAppSpec(
        @SpecReplicas
                @Default("3")
                @Min(0) @Max(1000) @JsonPropertyDescription(
                        "How many pods of the app serve. 0 is legal: nginx then answers 503 with Retry-After. An autoscaler may own"
                                + " this field through the scale subresource. Default 3.")
                Integer replicas,
        @Required
                @Size(min = 1, max = 1000) @Pattern("^[^\\s]+$") @JsonPropertyDescription(
                        "The app's container image, such as registry.example.com/team/app:1.4.2. A change of it is a new revision and"
                                + " starts a rollout.")
                String image,
        @JsonPropertyDescription(
                        "When the image is pulled: Always, IfNotPresent or Never. Default: Kubernetes' own (IfNotPresent, but Always"
                                + " for the tag latest).")
                @Nullable ImagePullPolicy imagePullPolicy,
        @Size(max = 16) @JsonPropertyDescription("Secrets of this namespace that hold the credentials for pulling the image."
                        + " Fields: kubectl explain pod.spec.imagePullSecrets.")
                List<LocalObjectReference> imagePullSecrets,
        @Default("8080")
                @Min(1) @Max(65535) @JsonPropertyDescription("The port on which the app listens for HTTP in its container. Default 8080.")
                Integer port,
        @Size(max = 500) @JsonPropertyDescription("Environment variables of the app's container."
                        + " Fields: kubectl explain pod.spec.containers.env.")
                List<EnvVar> env,
        @JsonPropertyDescription(
                        "CPU and memory of the app's container. Without a CPU request the scheduler knows nothing of the load that"
                                + " the app is."
                                + " Fields: kubectl explain pod.spec.containers.resources.")
                @Nullable ResourceRequirements resources,
        @ValidationRule(
                        value = CpuBoundAppSpec.ONE_HANDLER,
                        message = "readinessProbe" + CpuBoundAppSpec.ONE_HANDLER_MESSAGE)
                @JsonPropertyDescription(
                        "When a pod may get traffic. Default: the port accepts a TCP connection, looked at every second. Better: an"
                                + " httpGet on the app's own readiness path."
                                + " Fields: kubectl explain pod.spec.containers.readinessProbe.")
                @Nullable Probe readinessProbe,
        @ValidationRule(
                        value = CpuBoundAppSpec.ONE_HANDLER,
                        message = "livenessProbe" + CpuBoundAppSpec.ONE_HANDLER_MESSAGE)
                @JsonPropertyDescription("When a container is restarted. Default: none."
                        + " Fields: kubectl explain pod.spec.containers.livenessProbe.")
                @Nullable Probe livenessProbe,
        @ValidationRule(
                        value = CpuBoundAppSpec.ONE_HANDLER,
                        message = "startupProbe" + CpuBoundAppSpec.ONE_HANDLER_MESSAGE)
                @JsonPropertyDescription("Holds back the two other probes until the app has started. Default: none."
                        + " Fields: kubectl explain pod.spec.containers.startupProbe.")
                @Nullable Probe startupProbe,
        @Default("60")
                @Min(1) @Max(3600) @JsonPropertyDescription(
                        "Seconds that the app has after SIGTERM until it is killed. By then nginx has let go of the pod, so this only"
                                + " covers the app's own shutdown. Default 60.")
                Long terminationGracePeriodSeconds,
        @Default("{}") @JsonPropertyDescription("How a new revision is rolled out.") RolloutSpec rollout,
        @Default("{}") @JsonPropertyDescription("How requests in flight are waited for when a pod leaves.")
                DrainSpec drain,
        @Default("{}")
                @JsonPropertyDescription(
                        "The nginx in front of the app. It takes request bodies of up to 8 MB (more is answered with 413) and keeps no client connection.")
                NginxSpec nginx,
        @Default("10")
                @Min(0) @Max(100) @JsonPropertyDescription(
                        "How many old revisions are kept as ControllerRevisions, to go back to, besides those in use. Default 10.")
                Integer revisionHistoryLimit,
        @Size(max = 40) @ValidationRule(
                        value =
                                "self.matches('^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T([01][0-9]|2[0-3])(:[0-5][0-9]){2}"
                                        + "([.][0-9]{1,9})?(Z|[-+]([01][0-9]|2[0-3]):[0-5][0-9])$')",
                        message = "restartedAt must be a time as in RFC 3339, such as 2026-11-25T10:00:00Z")
                @JsonPropertyDescription(
                        "A time (RFC 3339). Any change of it restarts all pods the careful way, as a new revision. Default: none.")
                @Nullable String restartedAt,
        @JsonPropertyDescription("What some apps need of a pod beyond the fields above. Default: nothing.") @Nullable PodTemplateSpec podTemplate) {

    static final String ONE_HANDLER =
            "[has(self.httpGet), has(self.tcpSocket), has(self.exec), has(self.grpc)].filter(h, h).size() == 1";
    static final String ONE_HANDLER_MESSAGE =
            " must have exactly one of httpGet, tcpSocket, exec and grpc: keep the one that tells best";

    public CpuBoundAppSpec {
        replicas = replicas == null ? Integer.valueOf(3) : replicas;
        imagePullSecrets = imagePullSecrets == null ? List.of() : List.copyOf(imagePullSecrets);
        port = port == null ? Integer.valueOf(8080) : port;
        env = env == null ? List.of() : List.copyOf(env);
        terminationGracePeriodSeconds =
                terminationGracePeriodSeconds == null ? Long.valueOf(60) : terminationGracePeriodSeconds;
        rollout = rollout == null ? RolloutSpec.defaults() : rollout;
        drain = drain == null ? DrainSpec.defaults() : drain;
        nginx = nginx == null ? NginxSpec.defaults() : nginx;
        revisionHistoryLimit = revisionHistoryLimit == null ? Integer.valueOf(10) : revisionHistoryLimit;
    }
}
