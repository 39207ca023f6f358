package io.cpubound.operator.resources;

import io.cpubound.operator.api.ImagePullPolicy;
import io.cpubound.operator.api.PodTemplateSpec;
import io.cpubound.operator.resources.AppIdentity.Component;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A pod of the app, as it is asked for. It fits the restricted Pod Security Standard. */
public final class AppPod {

    /** The label with the slot. */
    public static final String SLOT = "cpubound.io/slot";

    /** The annotation of a pod that is marked to leave: when it was. A budget that refuses the eviction takes it back. */
    public static final String LEAVING = "cpubound.io/leaving";

    /** The app's container. */
    public static final String CONTAINER = "app";

    /** The readiness gate of a pod that is verified before it gets traffic; its condition says how that went. */
    public static final String VERIFIED = "cpubound.io/verified";

    /** The annotation of a pod with {@code spec.restartedAt}. */
    private static final String RESTARTED_AT = "cpubound.io/restarted-at";

    private AppPod() {}

    /**
     * A pod of this revision.
     *
     * @param gated whether it is to be verified before it gets ready
     */
    public static Pod of(AppIdentity app, Revision revision, int slot, boolean gated) {
        PodTemplate template = revision.template();
        PodTemplateSpec more = template.more();
        List<TopologySpreadConstraint> spread = more.topologySpreadConstraints().isEmpty()
                ? List.of(PodDefaults.spread(app, Component.APP))
                : more.topologySpreadConstraints();
        return new PodBuilder()
                .withMetadata(metadata(app, revision, slot))
                .withNewSpec()
                .withContainers(containers(template))
                .withInitContainers(
                        more.initContainers().stream().map(PodDefaults::beside).toList())
                .withVolumes(more.volumes())
                .withReadinessGates(gated ? List.of(new PodReadinessGate(VERIFIED)) : List.of())
                .withImagePullSecrets(template.imagePullSecrets())
                .withTerminationGracePeriodSeconds(template.terminationGracePeriodSeconds())
                .withSecurityContext(PodDefaults.pod(more.podSecurityContext()))
                .withServiceAccountName(more.serviceAccountName())
                // Who names an account wants what it may do.
                .withAutomountServiceAccountToken(more.serviceAccountName() != null)
                .withEnableServiceLinks(false)
                .withPriorityClassName(more.priorityClassName())
                .withNodeSelector(more.nodeSelector().isEmpty() ? null : more.nodeSelector())
                .withAffinity(more.affinity())
                .withTolerations(more.tolerations())
                .withTopologySpreadConstraints(spread)
                .endSpec()
                .build();
    }

    /**
     * The labels by which a pod is found and counted that this one has not, or not as its name says: somebody has changed them. Empty for
     * a pod whose name is none of the operator's.
     */
    public static Map<String, String> lostLabels(AppIdentity app, Pod pod) {
        Map<String, String> lost = PodName.of(app, pod.getMetadata().getName())
                .map(name -> identifying(app, name.revision(), name.slot()))
                .orElseGet(LinkedHashMap::new);
        lost.entrySet().removeAll(pod.getMetadata().getLabels().entrySet());
        return lost;
    }

    private static Map<String, String> identifying(AppIdentity app, String revision, int slot) {
        Map<String, String> labels = app.labels(Component.APP);
        labels.put(Revision.LABEL, revision);
        labels.put(SLOT, Integer.toString(slot));
        return labels;
    }

    private static ObjectMeta metadata(AppIdentity app, Revision revision, int slot) {
        PodTemplate template = revision.template();
        ObjectMetaBuilder metadata = app.metadata(app.podName(revision.hash(), slot), Component.APP)
                .addToLabels(template.more().labels())
                .addToLabels(identifying(app, revision.hash(), slot))
                .addToAnnotations(template.more().annotations());
        if (template.restartedAt() != null) {
            metadata.addToAnnotations(RESTARTED_AT, template.restartedAt());
        }
        return metadata.build();
    }

    /** The app's own is the first: what looks at a pod's first container looks at the app. */
    private static List<Container> containers(PodTemplate template) {
        return Stream.concat(
                        Stream.of(container(template)),
                        template.more().sidecars().stream().map(PodDefaults::beside))
                .toList();
    }

    private static Container container(PodTemplate template) {
        ImagePullPolicy pullPolicy = template.imagePullPolicy();
        return new ContainerBuilder()
                .withName(CONTAINER)
                .withImage(template.image())
                .withImagePullPolicy(pullPolicy == null ? null : pullPolicy.word())
                .addNewPort()
                .withName("http")
                .withContainerPort(template.port())
                .withProtocol("TCP")
                .endPort()
                .withEnv(template.env())
                .withResources(template.resources())
                .withReadinessProbe(readiness(template.readinessProbe(), template.port()))
                .withLivenessProbe(template.livenessProbe())
                .withStartupProbe(template.startupProbe())
                .withVolumeMounts(template.more().volumeMounts())
                .withSecurityContext(PodDefaults.container(template.more().securityContext()))
                // The status can then tell why a container crashed, without anybody reading its log.
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .build();
    }

    private static Probe readiness(@Nullable Probe asked, int port) {
        if (asked != null) {
            return asked;
        }
        return new ProbeBuilder()
                .withNewTcpSocket()
                .withNewPort(port)
                .endTcpSocket()
                .withPeriodSeconds(1)
                .build();
    }
}
