package io.cpubound.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.PodView.Stage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class PodReadingTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @Test
    void readyIsTheConditionAndNotThePhase() {
        Pod starting = pod("{phase: Running, conditions: [{type: Ready, status: 'False'}]}");
        Pod ready = pod(
                "{phase: Running, conditions: [{type: Ready, status: 'True', lastTransitionTime: '2026-01-01T00:00:00Z'}]}");

        assertThat(PodReading.stage(starting)).isEqualTo(Stage.STARTING);
        assertThat(PodReading.readySince(starting)).isEmpty();
        assertThat(PodReading.stage(ready)).isEqualTo(Stage.READY);
        assertThat(PodReading.readySince(ready)).contains(Instant.parse("2026-01-01T00:00:00Z"));
    }

    @Test
    void aPodThatEndsIsTerminatingHoweverReadyItIs() {
        Pod pod = pod("{phase: Running, conditions: [{type: Ready, status: 'True'}]}");
        pod.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");

        assertThat(PodReading.stage(pod)).isEqualTo(Stage.TERMINATING);
    }

    @Test
    void failedEvictedAndSucceededPodsOnlyHoldAName() {
        assertThat(PodReading.stage(pod("{phase: Failed}"))).isEqualTo(Stage.FAILED);
        assertThat(PodReading.stage(pod("{phase: Succeeded}"))).isEqualTo(Stage.FAILED);
        assertThat(PodReading.problem(pod("{phase: Failed, reason: Evicted, message: low on memory}")))
                .contains(new PodProblem("Evicted", "low on memory"));
    }

    @Test
    void creatingAContainerIsNoProblem() {
        assertThat(
                        PodReading.problem(
                                pod(
                                        "{phase: Pending, containerStatuses: [{name: app, state: {waiting: {reason: ContainerCreating}}}]}")))
                .isEmpty();
        assertThat(PodReading.problem(pod("{}"))).isEmpty();
    }

    @Test
    void eachReasonIsTold() {
        assertThat(
                        PodReading.problem(
                                pod(
                                        "{phase: Pending, containerStatuses: [{name: app, state: {waiting: {reason: ImagePullBackOff, message: no such image}}}]}")))
                .contains(new PodProblem("ImagePullBackOff", "no such image"));
        assertThat(
                        PodReading.problem(
                                pod(
                                        "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: 0/3 nodes}]}")))
                .contains(new PodProblem("Unschedulable", "0/3 nodes"));
    }

    @Test
    void aCrashIsToldWithTheLastWordsOfTheContainer() {
        assertThat(PodReading.problem(pod("{phase: Running, containerStatuses: [{name: app,"
                        + " state: {waiting: {reason: CrashLoopBackOff, message: back-off 10s}},"
                        + " lastState: {terminated: {exitCode: 3, message: \"first\\nno database\\n\"}}}]}")))
                .contains(new PodProblem("CrashLoopBackOff", "it ended with exit code 3, saying: no database"));
    }

    @Test
    void aTerminatingPodIsGoneWhenItsContainersAre() {
        Pod pod = pod("{phase: Running, containerStatuses: [{name: app, state: {running: {}}}]}");
        assertThat(PodReading.isGone(pod)).isFalse();

        pod.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");
        assertThat(PodReading.isGone(pod)).isFalse();

        pod.setStatus(pod("{phase: Running, containerStatuses: [{name: app, state: {terminated: {exitCode: 0}}}]}")
                .getStatus());
        assertThat(PodReading.isGone(pod)).isTrue();
    }

    private static Pod pod(String status) {
        return YAML.unmarshal(
                "---\n{kind: Pod, apiVersion: v1, metadata: {name: p}, status: " + status + "}", Pod.class);
    }
}
