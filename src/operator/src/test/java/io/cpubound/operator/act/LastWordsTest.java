package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.rollout.Action;
import io.cpubound.rollout.PodId;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The log of a real process, before it is gone. */
@LocalCluster(without = "controllers")
class LastWordsTest {

    private LiveApp live;

    @BeforeEach
    void deploy(KubernetesClient admin) {
        live = new LiveApp(admin);
    }

    @AfterEach
    void remove() {
        live.close();
    }

    @Test
    void theLastWordsOfAPodThatFailedAreReadBeforeItIsDeleted() {
        PodId bad = running("echo starting; echo no database; exit 3", pod -> state(pod)
                .map(ContainerStatus::getRestartCount)
                .filter(restarts -> restarts > 0)
                .isPresent());

        Outcome outcome = live.actor.carryOut(
                live.look(), Plans.afterFailureOf(bad, "CrashLoopBackOff", new Action.DeletePod(bad, "test")));

        outcome.rethrow();
        assertThat(outcome.lastWords()).contains("starting\nno database");
        Pod left = live.pod(bad.name());
        assertThat(left == null || left.getMetadata().getDeletionTimestamp() != null)
                .isTrue();
    }

    @Test
    void ofALongLogTheEndIsRead() {
        PodId bad =
                running("i=0; while [ $i -lt 40 ]; do echo line $i; i=$((i+1)); done; sleep 60", LastWordsTest::runs);

        Outcome outcome = live.actor.carryOut(live.look(), Plans.afterFailureOf(bad, "VerificationFailed"));

        assertThat(outcome.lastWords().orElseThrow().lines()).hasSize(10).last().isEqualTo("line 39");
    }

    /** As those of a stack trace. */
    @Test
    void theEndOfALogOfLongLinesIsItsLastLine() {
        PodId bad = running(
                "i=0; while [ $i -lt 10 ]; do printf '%0600d\\n' 0; i=$((i+1)); done; echo the exception; sleep 60",
                LastWordsTest::runs);

        Outcome outcome = live.actor.carryOut(live.look(), Plans.afterFailureOf(bad, "VerificationFailed"));

        assertThat(outcome.lastWords().orElseThrow())
                .endsWith("0\nthe exception")
                .hasSize(1000);
    }

    @Test
    void theContainerThatFailedIsTheOneThatIsHeard() {
        PodId bad = running(
                new PodBuilder(pod("echo all is well; sleep 60"))
                        .editSpec()
                        .addToContainers(container("sidecar", "echo no certificate; exit 3"))
                        .endSpec()
                        .build(),
                pod -> state(pod, "sidecar")
                        .filter(LastWordsTest::waitsToBeStartedAgain)
                        .isPresent());

        Outcome outcome = live.actor.carryOut(live.look(), Plans.afterFailureOf(bad, "CrashLoopBackOff"));

        assertThat(outcome.lastWords()).contains("no certificate");
    }

    @Test
    void anInitContainerThatFailsIsHeardTooAndTheAppHasNotSaidAWord() {
        PodId bad = running(
                new PodBuilder(pod("echo all is well"))
                        .editSpec()
                        .addToInitContainers(container("migrate", "echo no database; exit 3"))
                        .endSpec()
                        .build(),
                pod -> pod.getStatus().getInitContainerStatuses().stream()
                        .anyMatch(LastWordsTest::waitsToBeStartedAgain));

        Outcome outcome = live.actor.carryOut(live.look(), Plans.afterFailureOf(bad, "CrashLoopBackOff"));

        assertThat(outcome.lastWords()).contains("no database");
    }

    /** What it said before an earlier restart is about something else. */
    @Test
    void ofAPodThatAnswersWronglyItIsTheContainerThatRuns() {
        PodId bad = running(
                new PodBuilder(
                                pod(
                                        "if [ -e /data/once ]; then echo computing; sleep 60; fi; touch /data/once; echo no disk; exit 1"))
                        .editSpec()
                        .addNewVolume()
                        .withName("data")
                        .withNewEmptyDir()
                        .endEmptyDir()
                        .endVolume()
                        .editFirstContainer()
                        .addNewVolumeMount()
                        .withName("data")
                        .withMountPath("/data")
                        .endVolumeMount()
                        .endContainer()
                        .endSpec()
                        .build(),
                pod -> runs(pod)
                        && state(pod).map(ContainerStatus::getRestartCount).orElse(0) > 0);

        Outcome outcome = live.actor.carryOut(live.look(), Plans.afterFailureOf(bad, "VerificationFailed"));

        assertThat(outcome.lastWords()).contains("computing");
    }

    @Test
    void aPodWithoutALogStopsNothing() {
        PodId bad = created(new PodBuilder(pod("exit 0"))
                .editSpec()
                .editFirstContainer()
                .withImage("no-such-image")
                .endContainer()
                .endSpec()
                .build());

        Outcome outcome = live.actor.carryOut(
                live.look(), Plans.afterFailureOf(bad, "ImagePullBackOff", new Action.DeletePod(bad, "test")));

        assertThat(outcome.lastWords()).isEmpty();
        outcome.rethrow();
        Pod left = live.pod(bad.name());
        assertThat(left == null || left.getMetadata().getDeletionTimestamp() != null)
                .isTrue();
    }

    private PodId running(String script, Predicate<Pod> until) {
        return running(pod(script), until);
    }

    private PodId running(Pod pod, Predicate<Pod> until) {
        PodId made = created(pod);
        live.admin
                .pods()
                .inNamespace(live.namespace)
                .withName(made.name())
                .waitUntilCondition(now -> now != null && until.test(now), 30, TimeUnit.SECONDS);
        return made;
    }

    private PodId created(Pod pod) {
        return LiveApp.id(live.admin.resource(pod).create());
    }

    private Pod pod(String script) {
        return new PodBuilder()
                .withNewMetadata()
                .withName("bad-0")
                .withNamespace(live.namespace)
                .withLabels(live.identity().labels(AppIdentity.Component.APP))
                .withOwnerReferences(live.identity()
                        .metadata("bad-0", AppIdentity.Component.APP)
                        .build()
                        .getOwnerReferences())
                .endMetadata()
                .withNewSpec()
                .withNodeName("local")
                .withTerminationGracePeriodSeconds(0L)
                .withContainers(container("app", script))
                .endSpec()
                .build();
    }

    private static Container container(String name, String script) {
        return new ContainerBuilder()
                .withName(name)
                .withImage("busybox")
                .withCommand("sh", "-c", script)
                .build();
    }

    /** While it runs, for a moment, nothing is wrong with it. */
    private static boolean waitsToBeStartedAgain(ContainerStatus container) {
        return container.getRestartCount() > 0 && container.getState().getWaiting() != null;
    }

    private static boolean runs(Pod pod) {
        return state(pod)
                .map(ContainerStatus::getStarted)
                .filter(Boolean::booleanValue)
                .isPresent();
    }

    private static Optional<ContainerStatus> state(Pod pod) {
        return state(pod, "app");
    }

    private static Optional<ContainerStatus> state(Pod pod, String container) {
        return pod.getStatus().getContainerStatuses().stream()
                .filter(status -> status.getName().equals(container))
                .findFirst();
    }
}
