package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.operator.FaultProxy;
import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.status.AppStatus;
import io.cpubound.rollout.Action;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Writes that an API server carries out and of which the answer is lost in the middle: the next look finds them done. */
@LocalCluster(without = {"node", "controllers"})
class LostAnswersTest {

    private static final String PODS = "/api/v1/namespaces/[^/]+/pods";

    private FaultProxy proxy;
    private LiveApp live;

    @BeforeEach
    void deploy(KubernetesClient admin) {
        proxy = FaultProxy.before(admin.getConfiguration().getMasterUrl());
        live = new LiveApp(admin, "", proxy.url());
    }

    @AfterEach
    void remove() {
        live.close();
        proxy.close();
    }

    @Test
    void aPodIsMadeOnceAndCountedAtOnce() {
        Action create = new Action.CreatePod(0, live.revision().hash(), "test");
        proxy.loseAnswer("POST " + PODS);

        Outcome outcome = live.actor.carryOut(live.look(), Plans.of(create));

        assertThat(outcome.failure().orElseThrow()).hasMessageContaining("creating pod " + live.podName(0));
        PodId made = LiveApp.id(live.pod(live.podName(0)));
        assertAllWell(live.actor.carryOut(live.lookWithoutPods(), Plans.of(create)));
        assertThat(LiveApp.id(live.pod(live.podName(0)))).isEqualTo(made);
        assertThat(live.lookWithoutPods().pods())
                .as("the cache lags, and a pod that is not counted could be made again under another revision")
                .extracting(PodView::id)
                .containsExactly(made);
    }

    @Test
    void aPodIsDeletedOnce() throws NameTakenException {
        PodId pod = live.made(0);
        Observation seen = live.look();
        proxy.loseAnswer("DELETE " + PODS + "/.*");

        Outcome outcome = live.actor.carryOut(seen, Plans.of(new Action.DeletePod(pod, "test")));

        assertThat(outcome.failure().orElseThrow()).hasMessageContaining("deleting pod " + pod.name());
        assertThat(live.pod(pod.name())).isNull();
        assertAllWell(live.actor.carryOut(seen, Plans.of(new Action.DeletePod(pod, "test"))));
    }

    @Test
    void whatIsAppliedIsAppliedOnce() {
        proxy.loseAnswer("PATCH /apis/apps/v1/.*/deployments/app-nginx");
        proxy.loseAnswer("PATCH /api/v1/.*/services/app");
        proxy.loseAnswer("PATCH /api/v1/.*/configmaps/app-nginx");

        Outcome outcome = live.actor.carryOut(live.look(), Plans.of());

        assertThat(outcome.failure().orElseThrow()).hasMessageContaining("applying Service app");
        Map<String, String> made = live.versions();
        assertThat(made).containsKeys("Deployment/app-nginx", "Service/app", "ConfigMap/app-nginx");
        assertAllWell(live.actor.carryOut(live.look(), Plans.of()));
        assertThat(live.versions()).isEqualTo(made);
    }

    @Test
    void aStatusIsWrittenOnceAndTheNextLookSeesIt() {
        Observation seen = live.look();
        proxy.loseAnswer("PATCH .*/cpuboundapps/app/status");

        assertThatThrownBy(() -> live.statusWriter.write(seen, status(seen)))
                .isInstanceOf(KubernetesClientException.class);

        Observation again = live.look();
        assertThat(again.previous()).contains(status(seen));
        assertThat(live.statusWriter.write(again, status(again))).isTrue();
        assertThat(live.app().getMetadata().getResourceVersion())
                .isEqualTo(again.app().getMetadata().getResourceVersion());
    }

    private static CpuBoundAppStatus status(Observation seen) {
        return AppStatus.of(seen, Plans.of(), List.of(), Optional.empty());
    }

    private static void assertAllWell(Outcome outcome) {
        outcome.rethrow();
        assertThat(outcome.refusals()).isEmpty();
    }
}
