package io.cpubound.operator.resources;

import io.cpubound.nginx.ProxyPod;
import io.cpubound.operator.api.CpuBoundAppSpec;
import io.cpubound.operator.resources.AppIdentity.Component;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;

/** The nginx pods, as a Deployment: they are all alike, and their own rollout loses nothing. */
public final class ProxyDeployment {

    /**
     * The readiness gate of an nginx pod: true once it has answered with the current configuration's hash. An nginx that
     * starts in the middle of a drain with an older list gets no traffic before (trap 28).
     */
    public static final String GATE = "cpubound.io/synced";

    /** nginx in the stock images. */
    private static final long NGINX_USER = 101;

    /** Seconds over the drain for the endpoints to go and for nginx to end. */
    private static final long GRACE_OVER_DRAIN = 15;

    private static final String CONFIG = "config";
    private static final String RUN = "run";

    private ProxyDeployment() {}

    public static Deployment of(AppIdentity app, CpuBoundAppSpec spec) {
        return new DeploymentBuilder()
                .withMetadata(app.metadata(app.proxyName(), Component.PROXY).build())
                .withNewSpec()
                .withReplicas(spec.nginx().replicas())
                .withRevisionHistoryLimit(2)
                .withNewSelector()
                .withMatchLabels(app.selector(Component.PROXY))
                .endSelector()
                .withNewStrategy()
                .withType("RollingUpdate")
                .withNewRollingUpdate()
                .withMaxSurge(new IntOrString(1))
                .withMaxUnavailable(new IntOrString(0))
                .endRollingUpdate()
                .endStrategy()
                .withNewTemplate()
                .withNewMetadata()
                .withLabels(app.labels(Component.PROXY))
                .endMetadata()
                .withSpec(pod(app, spec))
                .endTemplate()
                .endSpec()
                .build();
    }

    private static PodSpec pod(AppIdentity app, CpuBoundAppSpec spec) {
        return new PodSpecBuilder()
                .withContainers(container(spec))
                .addNewReadinessGate(GATE)
                .withTerminationGracePeriodSeconds(spec.drain().timeoutSeconds() + GRACE_OVER_DRAIN)
                .withSecurityContext(PodDefaults.restrictedPod()
                        .withRunAsUser(NGINX_USER)
                        .withRunAsGroup(NGINX_USER)
                        .build())
                .withAutomountServiceAccountToken(false)
                .withEnableServiceLinks(false)
                .withTopologySpreadConstraints(PodDefaults.spread(app, Component.PROXY))
                .addNewVolume()
                .withName(CONFIG)
                .withNewConfigMap()
                .withName(app.proxyName())
                .endConfigMap()
                .endVolume()
                .addNewVolume()
                .withName(RUN)
                .withNewEmptyDir()
                .withSizeLimit(new Quantity("256Mi"))
                .endEmptyDir()
                .endVolume()
                .build();
    }

    private static Container container(CpuBoundAppSpec spec) {
        return new ContainerBuilder()
                .withName("nginx")
                .withImage(spec.nginx().image())
                .withCommand(ProxyPod.COMMAND)
                .addNewPort()
                .withName("http")
                .withContainerPort(ProxyPod.HTTP_PORT)
                .withProtocol("TCP")
                .endPort()
                .addNewPort()
                .withName("status")
                .withContainerPort(ProxyPod.STATUS_PORT)
                .withProtocol("TCP")
                .endPort()
                .withResources(spec.nginx().resources())
                .withNewReadinessProbe()
                .withNewHttpGet()
                .withPath("/ready")
                .withNewPort(ProxyPod.STATUS_PORT)
                .endHttpGet()
                .withPeriodSeconds(1)
                .endReadinessProbe()
                .withSecurityContext(PodDefaults.restrictedContainer()
                        .withReadOnlyRootFilesystem(true)
                        .build())
                .addNewVolumeMount()
                .withName(CONFIG)
                .withMountPath(ProxyPod.CONFIG_DIRECTORY)
                .withReadOnly(true)
                .endVolumeMount()
                .addNewVolumeMount()
                .withName(RUN)
                .withMountPath(ProxyPod.RUN_DIRECTORY)
                .endVolumeMount()
                .withTerminationMessagePolicy("FallbackToLogsOnError")
                .build();
    }
}
