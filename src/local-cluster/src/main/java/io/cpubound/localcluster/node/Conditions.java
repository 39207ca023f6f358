package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodConditionBuilder;
import io.fabric8.kubernetes.api.model.PodReadinessGate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/** The five conditions that a kubelet writes. */
final class Conditions {

    private record Answer(boolean yes, String reason, String message) {
        static final Answer YES = new Answer(true, "", "");
    }

    private final List<PodCondition> before;
    private final Pod pod;
    private final String now;
    private final List<PodCondition> all = new ArrayList<>();

    private Conditions(Pod pod, List<PodCondition> before, Instant now) {
        this.before = before;
        this.pod = pod;
        this.now = StatusComputing.time(now);
    }

    static List<PodCondition> of(
            Pod pod,
            String phase,
            List<ContainerView> init,
            List<ContainerView> main,
            StatusComputing.Facts facts,
            List<PodCondition> before,
            Instant now) {
        Conditions conditions = new Conditions(pod, before, now);
        Answer containers = containersReady(phase, init, main);
        boolean over = facts.ended() || phase.equals("Succeeded") || phase.equals("Failed");
        conditions.add("PodReadyToStartContainers", new Answer(!facts.podIp().isEmpty() && !over, "", ""));
        conditions.add("Initialized", initialized(phase, init));
        conditions.add("Ready", conditions.ready(containers));
        conditions.add("ContainersReady", containers);
        conditions.add("PodScheduled", Answer.YES);
        return conditions.all;
    }

    private void add(String type, Answer answer) {
        String status = answer.yes ? "True" : "False";
        String since = find(type)
                .filter(old -> status.equals(old.getStatus()) && old.getLastTransitionTime() != null)
                .map(PodCondition::getLastTransitionTime)
                .orElse(now);
        all.add(new PodConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(answer.reason.isEmpty() ? null : answer.reason)
                .withMessage(answer.message.isEmpty() ? null : answer.message)
                .withLastTransitionTime(since)
                .withObservedGeneration(pod.getMetadata().getGeneration())
                .build());
    }

    private Optional<PodCondition> find(String type) {
        return before.stream().filter(one -> type.equals(one.getType())).findFirst();
    }

    private static Answer initialized(String phase, List<ContainerView> init) {
        if (phase.equals("Succeeded")) {
            return new Answer(true, init.isEmpty() ? "" : "PodCompleted", "");
        }
        String open = init.stream()
                .filter(view -> view.sidecar() ? !view.started() : !view.succeeded())
                .map(ContainerView::name)
                .collect(Collectors.joining(" "));
        return open.isEmpty()
                ? Answer.YES
                : new Answer(false, "ContainersNotInitialized", "containers with incomplete status: [" + open + "]");
    }

    private static Answer containersReady(String phase, List<ContainerView> init, List<ContainerView> main) {
        if (phase.equals("Succeeded")) {
            return new Answer(false, "PodCompleted", "");
        } else if (phase.equals("Failed")) {
            return new Answer(false, "PodFailed", "");
        }
        List<ContainerView> counted =
                new ArrayList<>(init.stream().filter(ContainerView::sidecar).toList());
        counted.addAll(main);
        String unready = counted.stream()
                .filter(view -> !view.ready())
                .map(ContainerView::name)
                .collect(Collectors.joining(" "));
        return unready.isEmpty()
                ? Answer.YES
                : new Answer(false, "ContainersNotReady", "containers with unready status: [" + unready + "]");
    }

    private Answer ready(Answer containers) {
        if (!containers.yes) {
            return containers;
        }
        List<PodReadinessGate> gates = Objects.requireNonNullElse(pod.getSpec().getReadinessGates(), List.of());
        List<String> closed = new ArrayList<>();
        for (PodReadinessGate gate : gates) {
            String type = gate.getConditionType();
            Optional<PodCondition> condition = find(type);
            if (condition.isEmpty()) {
                closed.add("corresponding condition of pod readiness gate \"" + type + "\" does not exist.");
            } else if (!"True".equals(condition.get().getStatus())) {
                closed.add("the status of pod readiness gate \"" + type + "\" is not \"True\", but "
                        + condition.get().getStatus());
            }
        }
        if (closed.isEmpty()) {
            return Answer.YES;
        }
        String message = closed.size() == 1 ? closed.get(0) : "[" + String.join(", ", closed) + "]";
        return new Answer(false, "ReadinessGatesNotReady", message);
    }
}
