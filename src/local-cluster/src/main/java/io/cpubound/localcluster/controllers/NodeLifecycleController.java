package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.NodeConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A node that no longer renews its lease is not to be trusted: after 50 s its conditions are Unknown, it is tainted, its pods are not
 * ready, and those that do not tolerate that (by default, for longer than 5 min) are deleted. They stay Terminating until the node is
 * back or its object is deleted.
 */
final class NodeLifecycleController implements AutoCloseable {

    private static final Duration GRACE = Duration.ofSeconds(50);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final String UNREACHABLE = "node.kubernetes.io/unreachable";

    private final KubernetesClient client;
    private final WorkQueue queue = new WorkQueue("node-lifecycle-controller", this::look);

    NodeLifecycleController(KubernetesClient client, Watches watches) {
        this.client = client;
        watches.onChange(Node.class, node -> queue.add("", node.getMetadata().getName()));
    }

    private Optional<Duration> look(WorkQueue.Key key) {
        Node node = client.nodes().withName(key.name()).get();
        if (node == null) {
            podsOn(key.name())
                    .forEach(pod -> client.resource(pod).withGracePeriod(0).delete());
            return Optional.empty();
        }
        Instant now = Instant.now();
        if (now.isBefore(lastSeen(node).plus(GRACE))) {
            return isTainted(node) ? trust(node) : Optional.of(LOOK_AGAIN);
        }
        if (!isTainted(node)) {
            distrust(node, now);
        }
        podsOn(key.name()).forEach(pod -> {
            markUnready(pod, now);
            evict(pod, node, now);
        });
        return Optional.of(LOOK_AGAIN);
    }

    private Instant lastSeen(Node node) {
        Lease lease = client.leases()
                .inNamespace("kube-node-lease")
                .withName(node.getMetadata().getName())
                .get();
        return lease == null || lease.getSpec() == null || lease.getSpec().getRenewTime() == null
                ? Instant.parse(node.getMetadata().getCreationTimestamp())
                : lease.getSpec().getRenewTime().toInstant();
    }

    private static boolean isTainted(Node node) {
        return taints(node).stream().anyMatch(taint -> UNREACHABLE.equals(taint.getKey()));
    }

    private static List<Taint> taints(Node node) {
        return node.getSpec() == null ? List.of() : node.getSpec().getTaints();
    }

    private void distrust(Node node, Instant now) {
        String time = time(now);
        Node unknown = client.nodes().withName(node.getMetadata().getName()).editStatus(it -> new NodeBuilder(it)
                .editStatus()
                .withConditions(it.getStatus().getConditions().stream()
                        .map(condition -> new NodeConditionBuilder(condition)
                                .withStatus("Unknown")
                                .withReason("NodeStatusUnknown")
                                .withMessage("Kubelet stopped posting node status.")
                                .withLastTransitionTime(time)
                                .build())
                        .toList())
                .endStatus()
                .build());
        for (String effect : List.of("NoSchedule", "NoExecute")) {
            unknown = client.resource(new NodeBuilder(unknown)
                            .editOrNewSpec()
                            .addToTaints(new TaintBuilder()
                                    .withKey(UNREACHABLE)
                                    .withEffect(effect)
                                    .withTimeAdded(time)
                                    .build())
                            .endSpec()
                            .build())
                    .update();
        }
    }

    /** It is back, and says itself how it is. */
    private Optional<Duration> trust(Node node) {
        client.nodes().withName(node.getMetadata().getName()).edit(it -> new NodeBuilder(it)
                .editSpec()
                .removeMatchingFromTaints(taint -> UNREACHABLE.equals(taint.getKey()))
                .endSpec()
                .build());
        return Optional.of(LOOK_AGAIN);
    }

    private List<Pod> podsOn(String node) {
        return client.pods()
                .inAnyNamespace()
                .withField("spec.nodeName", node)
                .list()
                .getItems();
    }

    private void markUnready(Pod pod, Instant now) {
        if (Pods.ready(pod)) {
            client.resource(pod).editStatus(it -> new PodBuilder(it)
                    .editStatus()
                    .editMatchingCondition(condition -> "Ready".equals(condition.getType()))
                    .withStatus("False")
                    .withReason("NodeNotReady")
                    .withLastTransitionTime(time(now))
                    .endCondition()
                    .endStatus()
                    .build());
        }
    }

    private void evict(Pod pod, Node node, Instant now) {
        Instant since = taints(node).stream()
                .filter(taint -> UNREACHABLE.equals(taint.getKey()) && taint.getTimeAdded() != null)
                .map(taint -> Instant.parse(taint.getTimeAdded()))
                .min(Instant::compareTo)
                .orElse(now);
        Optional<Toleration> tolerated = pod.getSpec().getTolerations().stream()
                .filter(it -> (it.getKey() == null || UNREACHABLE.equals(it.getKey()))
                        && (it.getEffect() == null || "NoExecute".equals(it.getEffect())))
                .findFirst();
        boolean forEver = tolerated.isPresent() && tolerated.get().getTolerationSeconds() == null;
        long seconds = tolerated
                .map(it -> Objects.requireNonNullElse(it.getTolerationSeconds(), 0L))
                .orElse(0L);
        if (!forEver && !Pods.terminating(pod) && !now.isBefore(since.plusSeconds(seconds))) {
            client.resource(pod).delete();
        }
    }

    private static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    @Override
    public void close() {
        queue.close();
    }
}
