package io.cpubound.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.PodView.Stage;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodReadingTest {

    private static final Instant MADE = Instant.parse("2026-01-01T12:00:00Z");
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

    /** As on a node that vanished: the deletion's time is when it should have been gone, its grace period over. */
    @Test
    void aPodThatShouldHaveBeenGoneForHalfAMinuteIsOverdue() {
        Pod pod = pod("{phase: Running, conditions: [{type: Ready, status: 'False'}]}");
        pod.getMetadata().setDeletionTimestamp("2026-01-01T00:00:00Z");

        assertThat(PodReading.stage(pod, Instant.parse("2026-01-01T00:00:30Z"))).isEqualTo(Stage.TERMINATING);
        assertThat(PodReading.stage(pod, Instant.parse("2026-01-01T00:00:31Z"))).isEqualTo(Stage.OVERDUE);
        pod.getMetadata().setDeletionTimestamp(null);
        assertThat(PodReading.stage(pod, Instant.parse("2026-01-02T00:00:00Z"))).isEqualTo(Stage.STARTING);
    }

    @Test
    void failedEvictedAndSucceededPodsOnlyHoldAName() {
        assertThat(PodReading.stage(pod("{phase: Failed}"))).isEqualTo(Stage.FAILED);
        assertThat(PodReading.stage(pod("{phase: Succeeded}"))).isEqualTo(Stage.FAILED);
        assertThat(PodReading.problem(pod("{phase: Failed, reason: Evicted, message: low on memory}")))
                .contains(new PodProblem("Evicted", "low on memory", MADE, 0));
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
                .contains(new PodProblem("ImagePullBackOff", "no such image", MADE, 0));
        assertThat(
                        PodReading.problem(
                                pod(
                                        "{phase: Pending, conditions: [{type: PodScheduled, status: 'False', reason: Unschedulable, message: 0/3 nodes, lastTransitionTime: '2026-01-01T12:00:05Z'}]}")))
                .contains(new PodProblem("Unschedulable", "0/3 nodes", MADE.plusSeconds(5), 0));
    }

    @Test
    void aCrashIsToldWithTheLastWordsOfTheContainer() {
        assertThat(PodReading.problem(pod("{phase: Running, containerStatuses: [{name: app,"
                        + " restartCount: 1, state: {waiting: {reason: CrashLoopBackOff, message: back-off 10s}},"
                        + " lastState: {terminated: {exitCode: 3, message: \"first\\nno database\\n\","
                        + " finishedAt: '2026-01-01T12:00:09Z'}}}]}")))
                .contains(new PodProblem(
                        "CrashLoopBackOff", "it ended with exit code 3, saying: no database", MADE.plusSeconds(9), 1));
    }

    @Test
    void aContainerThatWasStartedAgainAndIsNotReadyTellsWhyItWas() {
        String restarted =
                "{phase: Running, conditions: [{type: Ready, status: 'READY'}], containerStatuses: [{name: app,"
                        + " restartCount: 2, state: {running: {}}, lastState: {terminated: {exitCode: 137, reason: OOMKilled,"
                        + " finishedAt: '2026-01-01T12:00:09Z'}}}]}";
        assertThat(PodReading.problem(pod(restarted.replace("READY", "False"))))
                .contains(new PodProblem("OOMKilled", "it ended with exit code 137", MADE.plusSeconds(9), 2));
        assertThat(PodReading.problem(pod(restarted.replace("READY", "True")))).isEmpty();
    }

    @Test
    void aLoopOfContainersThatEatTheirMemoryIsTheMemorysFault() {
        assertThat(PodReading.problem(pod("{phase: Running, containerStatuses: [{name: app, restartCount: 1,"
                                + " state: {waiting: {reason: CrashLoopBackOff}},"
                                + " lastState: {terminated: {exitCode: 137, reason: OOMKilled}}}]}"))
                        .map(PodProblem::reason))
                .contains("OOMKilled");
    }

    @Test
    void anInitContainerThatEndedWellIsNoProblemAndOneThatEndedBadlyIs() {
        assertThat(PodReading.problem(pod("{phase: Pending, initContainerStatuses: [{name: setup,"
                        + " state: {terminated: {exitCode: 0, reason: Completed}}}]}")))
                .isEmpty();
        assertThat(PodReading.problem(pod("{phase: Pending, initContainerStatuses: [{name: setup,"
                                + " state: {terminated: {exitCode: 2, reason: Error}}}]}"))
                        .map(PodProblem::message))
                .contains("it ended with exit code 2");
    }

    @Test
    void aPodIsToBeVerifiedOnceItsContainersAreReadyAndAgainAWhileAfterItFailed() {
        assertThat(due("{type: ContainersReady, status: 'False'}")).isFalse();
        assertThat(due("{type: ContainersReady, status: 'True'}")).isTrue();
        String failed = "{type: ContainersReady, status: 'True'}, {type: cpubound.io/verified, status: 'False',"
                + " reason: AppError, message: answered 500, lastTransitionTime: '2026-01-01T12:00:SECONDSZ'}";
        assertThat(due(failed.replace("SECONDS", "35"))).isFalse();
        assertThat(due(failed.replace("SECONDS", "20"))).isTrue();
        assertThat(due("{type: ContainersReady, status: 'True'}, {type: cpubound.io/verified, status: 'True'}"))
                .isFalse();
    }

    @Test
    void aPodWithoutTheGateIsNotVerified() {
        Pod pod = gated("{type: ContainersReady, status: 'True'}");
        pod.getSpec().setReadinessGates(List.of());
        assertThat(PodReading.verificationDue(pod, MADE)).isFalse();
    }

    @Test
    void aFailedVerificationIsAProblem() {
        Pod pod = gated("{type: cpubound.io/verified, status: 'False', reason: AppError, message: answered 500,"
                + " lastTransitionTime: '2026-01-01T12:00:07Z'}");
        assertThat(PodReading.problem(pod))
                .contains(new PodProblem("VerificationFailed", "AppError: answered 500", MADE.plusSeconds(7), 0));
    }

    /** It runs, and the request is what it fails. */
    @Test
    void aContainerThatIsReadyAfterARestartDoesNotHideAFailedVerification() {
        Pod pod = gated("{type: cpubound.io/verified, status: 'False', reason: WrongBody, message: hahs,"
                + " lastTransitionTime: '2026-01-01T12:00:07Z'}");
        pod.getStatus()
                .setContainerStatuses(pod("{containerStatuses: [" + restartedOnce("ready: true") + "]}")
                        .getStatus()
                        .getContainerStatuses());
        assertThat(PodReading.problem(pod))
                .contains(new PodProblem("VerificationFailed", "WrongBody: hahs", MADE.plusSeconds(7), 0));

        pod.getStatus().setConditions(List.of());
        assertThat(PodReading.problem(pod)).isEmpty();
    }

    @Test
    void ofSeveralProblemsTheGravestIsTold() {
        assertThat(List.of("ErrImagePull", "ImagePullBackOff", "CreateContainerConfigError"))
                .allSatisfy(reason -> assertThat(PodReading.problem(pod("{phase: Pending, containerStatuses: ["
                                        + restartedOnce("ready: false") + ", {name: sidecar, state: {waiting: {reason: "
                                        + reason + "}}}]}"))
                                .map(PodProblem::reason))
                        .contains(reason));
        Pod both = gated("{type: cpubound.io/verified, status: 'False', reason: WrongBody, message: hahs}");
        both.getStatus()
                .setContainerStatuses(pod("{containerStatuses: [" + restartedOnce("ready: false") + "]}")
                        .getStatus()
                        .getContainerStatuses());
        assertThat(PodReading.problem(both).map(PodProblem::reason)).contains("VerificationFailed");
    }

    /** As a first crash, before it is a loop. */
    private static String restartedOnce(String ready) {
        return "{name: app, restartCount: 1, " + ready + ", state: {running: {}}, lastState: {terminated: {exitCode: 1,"
                + " reason: Error, finishedAt: '2026-01-01T12:00:03Z'}}}";
    }

    private static boolean due(String conditions) {
        return PodReading.verificationDue(gated(conditions), MADE.plusSeconds(60));
    }

    private static Pod gated(String conditions) {
        Pod pod = pod("{phase: Running, conditions: [" + conditions + "]}");
        pod.setSpec(new io.fabric8.kubernetes.api.model.PodSpecBuilder()
                .addNewReadinessGate("cpubound.io/verified")
                .build());
        return pod;
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
                "---\n{kind: Pod, apiVersion: v1, metadata: {name: p, creationTimestamp: '" + MADE + "'}, status: "
                        + status + "}",
                Pod.class);
    }
}
