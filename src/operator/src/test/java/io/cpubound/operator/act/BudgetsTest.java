package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.AppPod;
import io.cpubound.operator.status.Refusal;
import io.cpubound.rollout.Action;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a disruption budget has to say when a pod shall go. Its controller is this test. */
@LocalCluster(without = {"node", "controllers"})
class BudgetsTest {

    private static final String REFUSED = "Cannot evict pod as it would violate the pod's disruption budget."
            + " The disruption budget keep needs 1 healthy pods and has 1 currently";

    private LiveApp live;
    private PodId pod;

    @BeforeEach
    void deploy(KubernetesClient admin) throws NameTakenException {
        live = new LiveApp(admin);
        pod = live.made(0);
    }

    @AfterEach
    void remove() {
        live.close();
    }

    @Test
    void aHealthyPodIsNotMarkedBeforeItsBudgetAllowsIt() {
        live.ready(pod, true);
        PodDisruptionBudget budget = allow(0);

        Outcome refused = live.actor.carryOut(live.look(), leave());

        assertThat(refused.refusals()).containsExactly(new Refusal("marking pod " + pod.name(), REFUSED));
        assertThat(refused.failure()).isEmpty();
        assertThat(leaving()).isFalse();

        live.admin.resource(budget).delete();
        allow(1);
        assertThat(live.actor.carryOut(live.look(), leave()).refusals()).isEmpty();
        assertThat(leaving()).isTrue();
        assertThat(allowed()).as("asking costs nothing of the budget").isEqualTo(1);
    }

    /** It may refuse for longer than the deadline, and the version is none the worse. */
    @Test
    void theDeadlineStandsStillWhileABudgetRefuses() {
        live.ready(pod, true);
        PodDisruptionBudget budget = allow(0);
        Plan plan = settled(Plans.awaitingTheReleaseOf(pod, new Action.MarkLeaving(pod, "test")));

        assertThat(live.actor.carryOut(live.look(), plan).plan().memory().target())
                .isEqualTo("rolling 3 r paused");

        live.admin.resource(budget).delete();
        allow(1);
        assertThat(live.actor.carryOut(live.look(), plan).plan().memory().target())
                .isEqualTo("rolling 3 r");
    }

    @Test
    void aHealthyPodGoesWhenItsBudgetAllowsItAndAtItsCost() {
        live.ready(pod, true);
        live.actor.carryOut(live.look(), leave());
        assertThat(leaving()).isTrue();
        PodDisruptionBudget budget = allow(0);

        Outcome refused = live.actor.carryOut(live.look(), Plans.of(new Action.DeletePod(pod, "test")));
        assertThat(refused.refusals()).containsExactly(new Refusal("deleting pod " + pod.name(), REFUSED));
        assertThat(ending()).isFalse();
        assertThat(leaving()).as("it serves on").isFalse();

        live.admin.resource(budget).delete();
        allow(1);
        assertThat(live.actor
                        .carryOut(live.look(), Plans.of(new Action.DeletePod(pod, "test")))
                        .refusals())
                .isEmpty();
        assertThat(ending()).isTrue();
        assertThat(allowed()).isZero();
    }

    /** Asked alone, each would be allowed what only one of them can have. */
    @Test
    void underABudgetHealthyPodsDrainOneAtATime() throws Exception {
        PodId other = live.made(1);
        live.ready(pod, true);
        live.ready(other, true);
        PodDisruptionBudget budget = allow(1);
        Plan both = settled(Plans.of(new Action.MarkLeaving(pod, "test"), new Action.MarkLeaving(other, "test")));
        Plan second = settled(Plans.of(new Action.MarkLeaving(other, "test")));

        Outcome outcome = live.actor.carryOut(live.look(), both);
        assertThat(outcome.refusals()).isEmpty();
        assertThat(leaving(pod)).isTrue();
        assertThat(leaving(other)).isFalse();

        live.actor.carryOut(live.look(), second);
        assertThat(leaving(other)).as("while the first one is there").isFalse();

        live.admin.resource(budget).delete();
        live.actor.carryOut(live.look(), second);
        assertThat(leaving(other)).as("nobody minds").isTrue();
    }

    @Test
    void aPodThatIsNotReadyIsNobodysCapacity() {
        live.ready(pod, false);
        allow(0);

        Outcome outcome = live.actor.carryOut(
                live.look(), Plans.of(new Action.MarkLeaving(pod, "test"), new Action.DeletePod(pod, "test")));

        assertThat(outcome.refusals()).isEmpty();
        assertThat(ending()).isTrue();
    }

    @Test
    void anEvictionIsForThePodThatWasLookedAt() {
        live.ready(pod, true);
        var older = live.look();
        live.replaced(live.pod(pod.name()));

        Outcome outcome = live.actor.carryOut(older, Plans.of(new Action.DeletePod(pod, "test")));

        assertThat(outcome.raced()).isTrue();
        assertThat(ending()).isFalse();
    }

    private Plan leave() {
        return settled(Plans.of(new Action.MarkLeaving(pod, "test")));
    }

    /** Nobody is to come after the pod: it is of the revision that is wanted. */
    private Plan settled(Plan plan) {
        return Plans.to(live.revision().hash(), plan);
    }

    private boolean leaving() {
        return leaving(pod);
    }

    private boolean leaving(PodId id) {
        return live.pod(id.name()).getMetadata().getAnnotations().containsKey(AppPod.LEAVING);
    }

    private boolean ending() {
        Pod now = live.pod(pod.name());
        return now == null || now.getMetadata().getDeletionTimestamp() != null;
    }

    private PodDisruptionBudget allow(int disruptions) {
        PodDisruptionBudget budget = live.admin
                .resource(new PodDisruptionBudgetBuilder()
                        .withNewMetadata()
                        .withName("keep")
                        .withNamespace(live.namespace)
                        .endMetadata()
                        .withNewSpec()
                        .withMinAvailable(new IntOrString(1))
                        .withNewSelector()
                        .withMatchLabels(Map.of(AppIdentity.APP, LiveApp.NAME))
                        .endSelector()
                        .endSpec()
                        .build())
                .create();
        return live.admin.resource(budget).editStatus(made -> new PodDisruptionBudgetBuilder(made)
                .withNewStatus()
                .withObservedGeneration(made.getMetadata().getGeneration())
                .withCurrentHealthy(1)
                .withDesiredHealthy(1)
                .withExpectedPods(1)
                .withDisruptionsAllowed(disruptions)
                .endStatus()
                .build());
    }

    private int allowed() {
        return live.admin
                .policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(live.namespace)
                .withName("keep")
                .get()
                .getStatus()
                .getDisruptionsAllowed();
    }
}
