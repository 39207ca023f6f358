package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.rollout.Action;
import io.cpubound.rollout.PodId;
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
        PodId made = created(pod(script));
        live.admin
                .pods()
                .inNamespace(live.namespace)
                .withName(made.name())
                .waitUntilCondition(pod -> pod != null && until.test(pod), 30, TimeUnit.SECONDS);
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
                .endMetadata()
                .withNewSpec()
                .withNodeName("local")
                .withTerminationGracePeriodSeconds(0L)
                .addNewContainer()
                .withName("app")
                .withImage("busybox")
                .withCommand("sh", "-c", script)
                .endContainer()
                .endSpec()
                .build();
    }

    private static boolean runs(Pod pod) {
        return state(pod)
                .map(ContainerStatus::getStarted)
                .filter(Boolean::booleanValue)
                .isPresent();
    }

    private static Optional<ContainerStatus> state(Pod pod) {
        return pod.getStatus().getContainerStatuses().stream().findFirst();
    }
}
