package io.cpubound.operator.resources;

import io.cpubound.operator.api.ImagePullPolicy;
import io.cpubound.operator.resources.AppIdentity.Component;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSecurityContextBuilder;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.ProbeBuilder;
import io.fabric8.kubernetes.api.model.SecurityContextBuilder;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraintBuilder;
import org.jspecify.annotations.Nullable;

/** A pod of the app, as it is asked for. It fits the restricted Pod Security Standard. */
public final class AppPod {

    /** The label with the slot. */
    public static final String SLOT = "cpubound.io/slot";

    /** The annotation of a pod that is marked to leave: when it was. Once set it stays. */
    public static final String LEAVING = "cpubound.io/leaving";

    /** The app's container. */
    public static final String CONTAINER = "app";

    private AppPod() {}

    public static Pod of(AppIdentity app, Revision revision, int slot) {
        PodTemplate template = revision.template();
        return new PodBuilder()
                .withMetadata(app.metadata(app.podName(revision.hash(), slot), Component.APP)
                        .addToLabels(Revision.LABEL, revision.hash())
                        .addToLabels(SLOT, Integer.toString(slot))
                        .build())
                .withNewSpec()
                .withContainers(container(template))
                .withImagePullSecrets(template.imagePullSecrets())
                .withTerminationGracePeriodSeconds(template.terminationGracePeriodSeconds())
                .withSecurityContext(restrictedPod().build())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTopologySpreadConstraints(spread(app, Component.APP))
                .endSpec()
                .build();
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
                .withSecurityContext(restrictedContainer().build())
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

    static PodSecurityContextBuilder restrictedPod() {
        return new PodSecurityContextBuilder()
                .withRunAsNonRoot(true)
                .withNewSeccompProfile()
                .withType("RuntimeDefault")
                .endSeccompProfile();
    }

    static SecurityContextBuilder restrictedContainer() {
        return new SecurityContextBuilder()
                .withAllowPrivilegeEscalation(false)
                .withNewCapabilities()
                .withDrop("ALL")
                .endCapabilities();
    }

    /** Over the nodes where possible; never a reason for a pod to stay pending. */
    static TopologySpreadConstraint spread(AppIdentity app, Component component) {
        return new TopologySpreadConstraintBuilder()
                .withMaxSkew(1)
                .withTopologyKey("kubernetes.io/hostname")
                .withWhenUnsatisfiable("ScheduleAnyway")
                .withLabelSelector(new LabelSelectorBuilder()
                        .withMatchLabels(app.selector(component))
                        .build())
                .build();
    }
}
