package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.Toleration;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Whether a pod may run on a node; else why not, in the real scheduler's words. */
final class NodeFit {

    private NodeFit() {}

    static Optional<String> obstacle(Pod pod, Node node, List<Pod> podsThere) {
        if (Boolean.TRUE.equals(node.getSpec().getUnschedulable())) {
            return Optional.of("node(s) were unschedulable");
        }
        Optional<Taint> taint = node.getSpec().getTaints().stream()
                .filter(it -> !"PreferNoSchedule".equals(it.getEffect()))
                .filter(it ->
                        pod.getSpec().getTolerations().stream().noneMatch(toleration -> tolerates(toleration, it)))
                .findFirst();
        if (taint.isPresent()) {
            return Optional.of("node(s) had untolerated taint(s)");
        }
        Map<String, String> selector = pod.getSpec().getNodeSelector();
        if (selector != null && !node.getMetadata().getLabels().entrySet().containsAll(selector.entrySet())) {
            return Optional.of("node(s) didn't match Pod's node affinity/selector");
        }
        for (String resource : List.of("cpu", "memory")) {
            Quantity allocatable = node.getStatus().getAllocatable().get(resource);
            BigDecimal asked = requested(pod, resource);
            BigDecimal taken = podsThere.stream()
                    .filter(it -> !Pods.ended(it))
                    .map(it -> requested(it, resource))
                    .reduce(BigDecimal.ZERO, BigDecimal::add);
            if (allocatable != null
                    && asked.signum() > 0
                    && asked.add(taken).compareTo(allocatable.getNumericalAmount()) > 0) {
                return Optional.of("Insufficient " + resource);
            }
        }
        return Optional.empty();
    }

    private static boolean tolerates(Toleration toleration, Taint taint) {
        boolean effect =
                toleration.getEffect() == null || toleration.getEffect().equals(taint.getEffect());
        boolean key = toleration.getKey() == null || toleration.getKey().equals(taint.getKey());
        boolean value = "Exists".equals(toleration.getOperator())
                || Objects.requireNonNullElse(toleration.getValue(), "")
                        .equals(Objects.requireNonNullElse(taint.getValue(), ""));
        return effect && key && value;
    }

    private static BigDecimal requested(Pod pod, String resource) {
        return pod.getSpec().getContainers().stream()
                .flatMap(container -> Optional.ofNullable(container.getResources())
                        .map(it -> it.getRequests())
                        .map(requests -> requests.get(resource))
                        .stream())
                .map(Quantity::getNumericalAmount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
