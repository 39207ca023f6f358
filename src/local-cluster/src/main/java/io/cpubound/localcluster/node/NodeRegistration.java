package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The Node object and its Lease. */
final class NodeRegistration {

    private static final String LEASES = "kube-node-lease";
    private static final int LEASE_SECONDS = 40;

    private final KubernetesClient client;
    private final NodeOptions options;

    NodeRegistration(KubernetesClient client, NodeOptions options) {
        this.client = client;
        this.options = options;
    }

    /** Makes the node known, and ready. */
    void register() {
        try {
            client.nodes().resource(object()).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() != java.net.HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
        client.nodes().withName(options.name()).editStatus(node -> new NodeBuilder(node)
                .withStatus(object().getStatus())
                .build());
        renew();
    }

    /** Says that the node lives. */
    void renew() {
        ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
        client.leases()
                .inNamespace(LEASES)
                .resource(new LeaseBuilder()
                        .withNewMetadata()
                        .withName(options.name())
                        .withNamespace(LEASES)
                        .endMetadata()
                        .withNewSpec()
                        .withHolderIdentity(options.name())
                        .withLeaseDurationSeconds(LEASE_SECONDS)
                        .withRenewTime(now)
                        .endSpec()
                        .build())
                .createOr(lease -> lease.update());
        Node seen = client.nodes().withName(options.name()).get();
        boolean distrusted = seen != null
                && seen.getStatus().getConditions().stream()
                        .anyMatch(one -> "Ready".equals(one.getType()) && !"True".equals(one.getStatus()));
        if (distrusted) {
            // We were away, say with a machine that slept.
            client.nodes().withName(options.name()).editStatus(node -> new NodeBuilder(node)
                    .editStatus()
                    .withConditions(conditions())
                    .endStatus()
                    .build());
        }
    }

    private Node object() {
        Map<String, Quantity> resources = Map.of(
                "cpu", new Quantity(Integer.toString(Runtime.getRuntime().availableProcessors())),
                "memory", new Quantity(memory() / 1024 + "Ki"),
                "ephemeral-storage", new Quantity("10Gi"),
                "pods", new Quantity("110"));
        return new NodeBuilder()
                .withNewMetadata()
                .withName(options.name())
                .addToLabels("kubernetes.io/hostname", options.name())
                .addToLabels("kubernetes.io/os", "linux")
                .addToLabels("kubernetes.io/arch", architecture())
                .endMetadata()
                .withNewStatus()
                .withAddresses(
                        new NodeAddress(options.addresses().nodeAddress(), "InternalIP"),
                        new NodeAddress(options.name(), "Hostname"))
                .withCapacity(resources)
                .withAllocatable(resources)
                .withConditions(conditions())
                .withNewNodeInfo()
                .withArchitecture(architecture())
                .withOperatingSystem("linux")
                .withOsImage(System.getProperty("os.name"))
                .withKernelVersion(System.getProperty("os.version"))
                .withContainerRuntimeVersion("process://0.1.0")
                .withKubeletVersion("v1.36.0")
                .withKubeProxyVersion("")
                .withBootID("")
                .withMachineID("")
                .withSystemUUID("")
                .endNodeInfo()
                .endStatus()
                .build();
    }

    private static String architecture() {
        return System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64";
    }

    private static long memory() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : Runtime.getRuntime().maxMemory();
    }

    private static List<NodeCondition> conditions() {
        String now = StatusComputing.time(Instant.now());
        List<NodeCondition> all = new ArrayList<>();
        all.add(condition(
                "MemoryPressure",
                "False",
                "KubeletHasSufficientMemory",
                "kubelet has sufficient memory available",
                now));
        all.add(condition("DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure", now));
        all.add(condition(
                "PIDPressure", "False", "KubeletHasSufficientPID", "kubelet has sufficient PID available", now));
        all.add(condition("Ready", "True", "KubeletReady", "kubelet is posting ready status", now));
        return all;
    }

    private static NodeCondition condition(String type, String status, String reason, String message, String now) {
        return new NodeConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastHeartbeatTime(now)
                .withLastTransitionTime(now)
                .build();
    }
}
