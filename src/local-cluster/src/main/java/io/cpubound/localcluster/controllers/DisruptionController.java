package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.autoscaling.v1.Scale;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatus;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetStatusBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Counts for each PodDisruptionBudget how many pods may still go. The API server spends it with each eviction. */
final class DisruptionController implements AutoCloseable {

    /** An eviction whose pod is still there after that has failed. */
    private static final Duration EVICTION_TIMEOUT = Duration.ofMinutes(2);

    private final KubernetesClient client;
    private final WorkQueue queue = new WorkQueue("disruption-controller", this::look);

    DisruptionController(KubernetesClient client, Watches watches) {
        this.client = client;
        watches.onChange(
                PodDisruptionBudget.class,
                budget -> queue.add(
                        budget.getMetadata().getNamespace(),
                        budget.getMetadata().getName()));
        watches.onChange(Pod.class, this::budgetsOf);
    }

    private void budgetsOf(Pod pod) {
        // A pod's labels may have changed: all budgets of the namespace look.
        client
                .policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(pod.getMetadata().getNamespace())
                .list()
                .getItems()
                .stream()
                .forEach(budget -> queue.add(
                        budget.getMetadata().getNamespace(),
                        budget.getMetadata().getName()));
    }

    private Optional<Duration> look(WorkQueue.Key key) {
        PodDisruptionBudget budget = client.policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
        if (budget == null) {
            return Optional.empty();
        }
        List<Pod> pods = client
                .pods()
                .inNamespace(key.namespace())
                .withLabelSelector(budget.getSpec().getSelector())
                .list()
                .getItems()
                .stream()
                .filter(pod -> !Pods.ended(pod))
                .toList();
        Map<String, String> evicted = stillEvicted(budget, pods);
        int healthy = (int) pods.stream()
                .filter(pod -> Pods.ready(pod)
                        && !Pods.terminating(pod)
                        && !evicted.containsKey(pod.getMetadata().getName()))
                .count();
        int expected = expected(budget, pods);
        int desired = desired(budget, expected);
        int allowed = Math.max(0, healthy - desired);
        PodDisruptionBudgetStatus status = new PodDisruptionBudgetStatusBuilder()
                .withObservedGeneration(budget.getMetadata().getGeneration())
                .withDisruptedPods(evicted.isEmpty() ? null : evicted)
                .withCurrentHealthy(healthy)
                .withDesiredHealthy(desired)
                .withExpectedPods(expected)
                .withDisruptionsAllowed(expected == 0 ? 0 : allowed)
                .withConditions(condition(budget, expected > 0 && allowed > 0))
                .build();
        if (!status.equals(budget.getStatus())) {
            client.resource(new PodDisruptionBudgetBuilder(budget)
                            .withStatus(status)
                            .build())
                    .updateStatus();
        }
        return evicted.isEmpty() ? Optional.empty() : Optional.of(EVICTION_TIMEOUT);
    }

    private static Map<String, String> stillEvicted(PodDisruptionBudget budget, List<Pod> pods) {
        Map<String, String> result = new HashMap<>();
        Map<String, String> before =
                budget.getStatus() == null ? null : budget.getStatus().getDisruptedPods();
        Instant oldest = Instant.now().minus(EVICTION_TIMEOUT);
        Objects.requireNonNullElse(before, Map.<String, String>of()).forEach((name, since) -> {
            boolean there =
                    pods.stream().anyMatch(pod -> pod.getMetadata().getName().equals(name) && !Pods.terminating(pod));
            if (there && Instant.parse(since).isAfter(oldest)) {
                result.put(name, since);
            }
        });
        return result;
    }

    /** With a number, the pods that are there; with a share of all, what their controllers ask for. */
    private int expected(PodDisruptionBudget budget, List<Pod> pods) {
        IntOrString least = budget.getSpec().getMinAvailable();
        boolean counted = least != null && least.getIntVal() != null;
        if (counted) {
            return pods.size();
        }
        Map<String, Integer> asked = new HashMap<>();
        for (Pod pod : pods) {
            Owners.controller(pod)
                    .ifPresent(owner -> asked.computeIfAbsent(
                            owner.getUid(),
                            uid -> scale(pod, owner.getApiVersion(), owner.getKind(), owner.getName())));
        }
        return asked.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** The scale of any controller that has one; 0 when it has none. */
    private int scale(Pod pod, String apiVersion, String kind, String name) {
        return ServedKinds.of(client).stream()
                .filter(served -> served.getKind().equals(kind) && apiVersion.startsWith(served.getGroup() + "/"))
                .findFirst()
                .map(served -> client.genericKubernetesResources(served)
                        .inNamespace(pod.getMetadata().getNamespace())
                        .withName(name)
                        .scale())
                .map(Scale::getSpec)
                .map(spec -> Objects.requireNonNullElse(spec.getReplicas(), 0))
                .orElse(0);
    }

    static int desired(PodDisruptionBudget budget, int expected) {
        IntOrString least = budget.getSpec().getMinAvailable();
        IntOrString most = budget.getSpec().getMaxUnavailable();
        if (most != null) {
            return Math.max(0, expected - share(most, expected));
        }
        return least == null ? Math.max(0, expected - 1) : share(least, expected);
    }

    /** A share of pods is rounded up, on either side. */
    private static int share(IntOrString value, int all) {
        if (value.getIntVal() != null) {
            return value.getIntVal();
        }
        int percent = Integer.parseInt(value.getStrVal().replace("%", ""));
        return (percent * all + 99) / 100;
    }

    private static Condition condition(PodDisruptionBudget budget, boolean allowed) {
        String status = allowed ? "True" : "False";
        String since = Instant.now().truncatedTo(ChronoUnit.SECONDS).toString();
        if (budget.getStatus() != null) {
            since = budget.getStatus().getConditions().stream()
                    .filter(one -> one.getType().equals("DisruptionAllowed")
                            && one.getStatus().equals(status))
                    .map(Condition::getLastTransitionTime)
                    .findFirst()
                    .orElse(since);
        }
        return new ConditionBuilder()
                .withType("DisruptionAllowed")
                .withStatus(status)
                .withReason(allowed ? "SufficientPods" : "InsufficientPods")
                .withMessage("")
                .withObservedGeneration(budget.getMetadata().getGeneration())
                .withLastTransitionTime(since)
                .build();
    }

    @Override
    public void close() {
        queue.close();
    }
}
