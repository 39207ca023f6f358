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
        @Size(max = 16) @JsonPropertyDescription("Secrets of this namespace that hold the credentials for pulling the image.")
                List<LocalObjectReference> imagePullSecrets,
        @Default("8080")
                @Min(1) @Max(65535) @JsonPropertyDescription("The port on which the app listens for HTTP in its container. Default 8080.")
                Integer port,
        @Size(max = 500) @JsonPropertyDescription("Environment variables of the app's container.") List<EnvVar> env,
        @JsonPropertyDescription(
                        "CPU and memory of the app's container. Without a CPU request the scheduler knows nothing of the load that"
                                + " the app is.")
                @Nullable ResourceRequirements resources,
        @ValidationRule(
                        value = CpuBoundAppSpec.ONE_HANDLER,
                        message = "readinessProbe" + CpuBoundAppSpec.ONE_HANDLER_MESSAGE)
                @JsonPropertyDescription(
                        "When a pod may get traffic. Default: the port accepts a TCP connection, looked at every second. Better: an"
                                + " httpGet on the app's own readiness path.")
                @Nullable Probe readinessProbe,
        @ValidationRule(
                        value = CpuBoundAppSpec.ONE_HANDLER,
                        message = "livenessProbe" + CpuBoundAppSpec.ONE_HANDLER_MESSAGE)
                @JsonPropertyDescription("When a container is restarted. Default: none.")
                @Nullable Probe livenessProbe,
        @ValidationRule(
                        value = CpuBoundAppSpec.ONE_HANDLER,
                        message = "startupProbe" + CpuBoundAppSpec.ONE_HANDLER_MESSAGE)
                @JsonPropertyDescription("Holds back the two other probes until the app has started. Default: none.")
                @Nullable Probe startupProbe,
        @Default("60")
                @Min(1) @Max(3600) @JsonPropertyDescription(
                        "Seconds that the app has after SIGTERM until it is killed. By then nginx has let go of the pod, so this only"
                                + " covers the app's own shutdown. Default 60.")
                Long terminationGracePeriodSeconds,
        @Default("{}") @JsonPropertyDescription("How a new revision is rolled out.") RolloutSpec rollout,
        @Default("{}") @JsonPropertyDescription("How requests in flight are waited for when a pod leaves.")
                DrainSpec drain,
        @Default("{}") @JsonPropertyDescription("The nginx in front of the app.") NginxSpec nginx) {

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
    }
}
