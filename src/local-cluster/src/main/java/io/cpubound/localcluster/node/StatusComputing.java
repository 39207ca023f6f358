package io.cpubound.localcluster.node;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.HostIP;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.PodIP;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/** What a pod's containers do -> the status that a kubelet writes. */
final class StatusComputing {

    /**
     * What the status says beside the containers.
     *
     * @param podIp empty until it has one
     * @param started when the node took the pod
     * @param ended whether its containers will not run again
     */
    record Facts(String podIp, String nodeIp, Instant started, boolean ended) {}

    private StatusComputing() {}

    /**
     * Computes it.
     *
     * @param before the conditions as they are: times are kept where the status stays, and foreign ones count for readiness gates
     */
    static PodStatus of(Pod pod, List<ContainerView> views, Facts facts, List<PodCondition> before, Instant now) {
        List<ContainerView> init = views.stream().filter(ContainerView::init).toList();
        List<ContainerView> main = views.stream().filter(view -> !view.init()).toList();
        String phase = PodPhase.of(String.valueOf(pod.getSpec().getRestartPolicy()), init, main, facts.ended());
        PodStatusBuilder status = new PodStatusBuilder()
                .withPhase(phase)
                .withStartTime(time(facts.started()))
                .withHostIP(facts.nodeIp())
                .withHostIPs(new HostIP(facts.nodeIp()))
                .withObservedGeneration(pod.getMetadata().getGeneration())
                .withConditions(Conditions.of(pod, phase, init, main, facts, before, now))
                .withInitContainerStatuses(
                        init.stream().map(StatusComputing::container).toList())
                .withContainerStatuses(
                        main.stream().map(StatusComputing::container).toList());
        if (!facts.podIp().isEmpty()) {
            status.withPodIP(facts.podIp()).withPodIPs(new PodIP(facts.podIp()));
        }
        return status.build();
    }

    static String time(Instant at) {
        return at.truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static ContainerStatus container(ContainerView view) {
        ContainerStatusBuilder status = new ContainerStatusBuilder()
                .withName(view.name())
                .withImage(view.image())
                .withImageID(view.imageId())
                .withReady(view.ready())
                .withStarted(view.started())
                .withRestartCount(view.restarts())
                .withState(state(view.state()))
                .withLastState(view.last().map(StatusComputing::state).orElseGet(ContainerState::new));
        if (!view.containerId().isEmpty()) {
            status.withContainerID(view.containerId());
        }
        return status.build();
    }

    private static ContainerState state(RunState state) {
        ContainerStateBuilder built = new ContainerStateBuilder();
        if (state instanceof RunState.Waiting waiting) {
            built.withNewWaiting()
                    .withReason(waiting.reason())
                    .withMessage(waiting.message().isEmpty() ? null : waiting.message())
                    .endWaiting();
        } else if (state instanceof RunState.Running running) {
            built.withNewRunning().withStartedAt(time(running.since())).endRunning();
        } else if (state instanceof RunState.Terminated ended) {
            built.withNewTerminated()
                    .withExitCode(ended.exitCode())
                    .withReason(ended.reason())
                    .withMessage(ended.message().isEmpty() ? null : ended.message())
                    .withStartedAt(time(ended.started()))
                    .withFinishedAt(time(ended.finished()))
                    .withContainerID(ended.containerId())
                    .endTerminated();
        }
        return built.build();
    }
}
