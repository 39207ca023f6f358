package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.BindingBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Gives each new pod that is meant for it a node: of those that are ready and fit, the one with the fewest pods. */
final class Scheduler implements AutoCloseable {

    private static final String NAME = "default-scheduler";
    private static final Duration TRY_AGAIN = Duration.ofSeconds(1);

    private final KubernetesClient client;
    private final Recorder events;
    private final WorkQueue queue = new WorkQueue(NAME, this::look);

    Scheduler(KubernetesClient client, Watches watches) {
        this.client = client;
        this.events = new Recorder(client, NAME);
        watches.onChange(Pod.class, pod -> {
            if (waits(pod)) {
                queue.add(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
            }
        });
    }

    private static boolean waits(Pod pod) {
        return pod.getSpec().getNodeName() == null
                && NAME.equals(pod.getSpec().getSchedulerName())
                && !Pods.terminating(pod)
                && !Pods.ended(pod);
    }

    private Optional<Duration> look(WorkQueue.Key key) {
        Pod pod =
                client.pods().inNamespace(key.namespace()).withName(key.name()).get();
        if (pod == null || !waits(pod)) {
            return Optional.empty();
        }
        List<Node> nodes = client.nodes().list().getItems();
        Map<String, Integer> obstacles = new TreeMap<>();
        Map<String, List<Pod>> pods = podsByNode();
        List<Node> fitting = new ArrayList<>();
        for (Node node : nodes) {
            List<Pod> there = pods.getOrDefault(node.getMetadata().getName(), List.of());
            Optional<String> obstacle = isReady(node)
                    ? NodeFit.obstacle(pod, node, there)
                    : Optional.of("node(s) had untolerated taint(s)");
            obstacle.ifPresentOrElse(why -> obstacles.merge(why, 1, Integer::sum), () -> fitting.add(node));
        }
        Optional<String> emptiest = fitting.stream()
                .map(node -> node.getMetadata().getName())
                .min(Comparator.comparingInt(
                        name -> pods.getOrDefault(name, List.of()).size()));
        if (emptiest.isPresent()) {
            bind(pod, emptiest.get());
            return Optional.empty();
        }
        report(pod, nodes.size(), obstacles);
        return Optional.of(TRY_AGAIN);
    }

    private Map<String, List<Pod>> podsByNode() {
        return client.pods().inAnyNamespace().list().getItems().stream()
                .filter(pod -> pod.getSpec().getNodeName() != null && !Pods.ended(pod))
                .collect(Collectors.groupingBy(pod -> pod.getSpec().getNodeName()));
    }

    private static boolean isReady(Node node) {
        return node.getStatus().getConditions().stream()
                .anyMatch(condition -> "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }

    private void bind(Pod pod, String node) {
        String namespace = pod.getMetadata().getNamespace();
        String name = pod.getMetadata().getName();
        Runnable bound = events.done(
                pod,
                "Binding",
                "Normal",
                "Scheduled",
                "Successfully assigned " + namespace + "/" + name + " to " + node);
        client.raw(
                "/api/v1/namespaces/" + namespace + "/pods/" + name + "/binding",
                "POST",
                new BindingBuilder()
                        .withNewMetadata()
                        .withNamespace(namespace)
                        .withName(name)
                        .withUid(pod.getMetadata().getUid())
                        .endMetadata()
                        .withNewTarget()
                        .withKind("Node")
                        .withName(node)
                        .endTarget()
                        .build());
        bound.run();
    }

    private void report(Pod pod, int nodes, Map<String, Integer> obstacles) {
        String message = nodes == 0
                ? "no nodes available to schedule pods"
                : "0/" + nodes + " nodes are available: "
                        + obstacles.entrySet().stream()
                                .map(entry -> entry.getValue() + " " + entry.getKey())
                                .collect(Collectors.joining(", "))
                        + ". preemption: 0/" + nodes + " nodes are available: " + nodes
                        + " Preemption is not helpful for scheduling.";
        boolean said = pod.getStatus().getConditions().stream()
                .anyMatch(condition ->
                        "PodScheduled".equals(condition.getType()) && message.equals(condition.getMessage()));
        if (said) {
            return;
        }
        String now = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        client.resource(pod).editStatus(it -> new PodBuilder(it)
                .editStatus()
                .removeMatchingFromConditions(condition -> "PodScheduled".equals(condition.getType()))
                .addToConditions(new PodConditionBuilder()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withReason("Unschedulable")
                        .withMessage(message)
                        .withLastTransitionTime(now)
                        .build())
                .endStatus()
                .build());
        events.done(pod, "Scheduling", "Warning", "FailedScheduling", message).run();
    }

    @Override
    public void close() {
        queue.close();
    }
}
