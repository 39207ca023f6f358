package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What some apps need of a pod beyond the simple fields. All of it is Kubernetes' own, with safe defaults beneath. */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        value = "(!has(self.sidecars) || self.sidecars.all(c, c.name != 'app'))"
                + " && (!has(self.initContainers) || self.initContainers.all(c, c.name != 'app'))",
        message =
                "podTemplate: no container of sidecars and initContainers may have the name app, which is the app's own:"
                        + " rename it")
@ValidationRule(
        value = "!has(self.sidecars) || !has(self.initContainers)"
                + " || self.sidecars.all(s, self.initContainers.all(i, i.name != s.name))",
        message = "podTemplate: the names of sidecars and initContainers must be unique over both: rename one")
@ValidationRule(
        value = "!has(self.volumeMounts)"
                + " || self.volumeMounts.all(m, has(self.volumes) && self.volumes.exists(v, v.name == m.name))",
        message = "podTemplate: every entry of volumeMounts must name one of volumes: add the volume")
public record PodTemplateSpec(
        @Size(max = 64) @ValidationRule(
                        value = PodTemplateSpec.NOT_OURS,
                        message = "podTemplate.labels" + PodTemplateSpec.NOT_OURS_MESSAGE)
                @JsonPropertyDescription("More labels of the pods.")
                Map<String, String> labels,
        @Size(max = 64) @ValidationRule(
                        value = PodTemplateSpec.NOT_OURS,
                        message = "podTemplate.annotations" + PodTemplateSpec.NOT_OURS_MESSAGE)
                @JsonPropertyDescription("More annotations of the pods.")
                Map<String, String> annotations,
        @Size(max = 64) @JsonPropertyDescription("Labels that a node must have to run the pods.")
                Map<String, String> nodeSelector,
        @JsonPropertyDescription("Rules of where the pods run, relative to nodes and to other pods."
                        + " Fields: kubectl explain pod.spec.affinity.")
                @Nullable Affinity affinity,
        @Size(max = 64) @JsonPropertyDescription(
                        "Taints of nodes that the pods put up with." + " Fields: kubectl explain pod.spec.tolerations.")
                List<Toleration> tolerations,
        @Size(max = 16) @JsonPropertyDescription(
                        "How the pods spread. Default: over the nodes where possible (maxSkew 1, ScheduleAnyway); what is given"
                                + " here replaces that."
                                + " Fields: kubectl explain pod.spec.topologySpreadConstraints.")
                List<TopologySpreadConstraint> topologySpreadConstraints,
        @Size(min = 1, max = 253) @Pattern(PodTemplateSpec.NAME) @JsonPropertyDescription(
                        "The ServiceAccount of the pods; its token is mounted when this is set. Default: default, without a token.")
                @Nullable String serviceAccountName,
        @Size(min = 1, max = 253) @Pattern(PodTemplateSpec.NAME) @JsonPropertyDescription("The PriorityClass of the pods. Default: none.")
                @Nullable String priorityClassName,
        @JsonPropertyDescription(
                        "The security context of the pod. Each field that is set replaces the default; defaults are runAsNonRoot true"
                                + " and seccompProfile RuntimeDefault."
                                + " Fields: kubectl explain pod.spec.securityContext.")
                @Nullable PodSecurityContext podSecurityContext,
        @JsonPropertyDescription(
                        "The security context of the app's container. Each field that is set replaces the default; defaults are"
                                + " allowPrivilegeEscalation false and capabilities without any (drop ALL)."
                                + " Fields: kubectl explain pod.spec.containers.securityContext.")
                @Nullable SecurityContext securityContext,
        @Size(max = 64) @JsonPropertyDescription("Volumes of the pod." + " Fields: kubectl explain pod.spec.volumes.")
                List<Volume> volumes,
        @Size(max = 64) @JsonPropertyDescription("Where the app's container sees the volumes."
                        + " Fields: kubectl explain pod.spec.containers.volumeMounts.")
                List<VolumeMount> volumeMounts,
        @Size(max = 16) @JsonPropertyDescription(
                        "Containers that run to their end, one after the other, before the app starts; with restartPolicy Always one"
                                + " goes on beside it. Their security context has the same defaults as the app's."
                                + " Fields: kubectl explain pod.spec.initContainers.")
                List<Container> initContainers,
        @Size(max = 16) @JsonPropertyDescription(
                        "Containers that run beside the app. Their security context has the same defaults as the app's."
                                + " Fields: kubectl explain pod.spec.containers.")
                List<Container> sidecars) {

    static final String NAME = "^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$";

    static final String NOT_OURS =
            "self.all(key, !key.startsWith('cpubound.io/') && !key.startsWith('app.kubernetes.io/'))";
    static final String NOT_OURS_MESSAGE =
            " must not have keys of cpubound.io/ and app.kubernetes.io/, which the operator sets itself: remove them";

    public PodTemplateSpec {
        labels = sorted(labels);
        annotations = sorted(annotations);
        nodeSelector = sorted(nodeSelector);
        tolerations = copied(tolerations);
        topologySpreadConstraints = copied(topologySpreadConstraints);
        volumes = copied(volumes);
        volumeMounts = copied(volumeMounts);
        initContainers = copied(initContainers);
        sidecars = copied(sidecars);
    }

    /** All absent: as if there were no {@code podTemplate}. */
    @SuppressWarnings("NullAway") // the constructor takes an absent value for its default
    public static PodTemplateSpec empty() {
        return new PodTemplateSpec(null, null, null, null, null, null, null, null, null, null, null, null, null, null);
    }

    @JsonIgnore
    public boolean isEmpty() {
        return equals(empty());
    }

    private static Map<String, String> sorted(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : Collections.unmodifiableMap(new TreeMap<>(map));
    }

    private static <T> List<T> copied(@Nullable List<T> list) {
        return list == null ? List.of() : List.copyOf(list);
    }
}
