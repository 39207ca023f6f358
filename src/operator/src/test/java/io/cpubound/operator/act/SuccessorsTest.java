package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.operator.FaultProxy;
import io.cpubound.operator.resources.AppPod;
import io.cpubound.operator.status.Refusal;
import io.cpubound.rollout.Action;
import io.cpubound.rollout.PodId;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where there is no surge the old pod leaves first, and not before its successor would be let in. The refusals come from a proxy. */
@LocalCluster(without = {"node", "controllers"})
class SuccessorsTest {

    private static final String NEW_PODS = "POST /api/v1/namespaces/[^/]+/pods";

    private FaultProxy proxy;
    private LiveApp live;
    private PodId old;

    @BeforeEach
    void deploy(KubernetesClient admin) throws NameTakenException {
        proxy = FaultProxy.before(admin.getConfiguration().getMasterUrl());
        live = new LiveApp(admin, ", replicas: 1, rollout: {maxSurge: 0, maxUnavailable: 1}", proxy.url());
        old = live.made(0);
        live.ready(old, true);
        live.image("busybox:2");
    }

    @AfterEach
    void remove() {
        live.close();
        proxy.close();
    }

    @Test
    void aPodServesOnWhereItsSuccessorWouldNotBeLetIn() {
        String said = "violates PodSecurity: privileged";
        proxy.refuse(NEW_PODS, 403, said, 1);

        Outcome refused = leave();

        assertThat(refused.refusals()).containsExactly(new Refusal("creating pod " + live.podName(0), said));
        assertThat(refused.plan().upstream()).containsExactly(old);
        assertThat(isLeaving()).isFalse();

        assertThat(leave().refusals()).isEmpty();
        assertThat(isLeaving()).isTrue();
        assertThat(pods()).as("it was only asked").containsExactly(old);
    }

    @Test
    void aPodServesOnWhereNobodyCanSay() {
        proxy.refuse(NEW_PODS, 500, "failed calling webhook", 2);

        Outcome failed = leave();

        assertThat(failed.failure().orElseThrow()).hasMessageContaining("failed calling webhook");
        assertThat(isLeaving()).isFalse();
    }

    /** It is what one has no surge for. */
    @Test
    void aQuotaThatIsFullGetsItsRoomFromThePodThatLeaves() {
        proxy.refuse(NEW_PODS, 403, "exceeded quota: q, requested: pods=1, used: pods=1, limited: pods=1", 1);

        Outcome outcome = leave();

        assertThat(outcome.refusals()).isEmpty();
        assertThat(outcome.failure()).isEmpty();
        assertThat(isLeaving()).isTrue();
    }

    @Test
    void aPodServesOnWhereSomebodyElseHasTheNameOfItsSuccessor() {
        Pod foreign = live.pod(old.name());
        foreign.setMetadata(foreign.edit()
                .editMetadata()
                .withName(live.podName(0))
                .withUid(null)
                .withResourceVersion(null)
                .withOwnerReferences()
                .withLabels(null)
                .endMetadata()
                .build()
                .getMetadata());
        live.admin.resource(foreign).create();

        Outcome refused = leave();

        assertThat(refused.refusals())
                .singleElement()
                .extracting(Refusal::text)
                .asString()
                .contains(live.podName(0) + " exists and does not belong to this app");
        assertThat(isLeaving()).isFalse();
    }

    @Test
    void nobodyIsAskedForWhatIsThereOrNotWanted() throws NameTakenException {
        proxy.refuse(NEW_PODS, 403, "no pods today", 10);
        PodId excess = new PodId("app-" + live.revision().hash() + "-1", "uid");

        live.pods.markLeaving(live.identity(), old, Plans.NOW);
        assertThat(Successor.of(live.look(), Plans.to(live.revision().hash(), Plans.of()), excess))
                .isEmpty();
        assertThat(live.actor
                        .carryOut(
                                live.look(),
                                Plans.to(
                                        old.name().split("-", -1)[1],
                                        Plans.of(new Action.MarkLeaving(old, "its revision is wanted"))))
                        .refusals())
                .isEmpty();
    }

    private Outcome leave() {
        return live.actor.carryOut(
                live.look(),
                Plans.to(
                        live.revision().hash(),
                        Plans.listing(List.of(old), new Action.MarkLeaving(old, "it makes room for its successor"))));
    }

    private boolean isLeaving() {
        return live.pod(old.name()).getMetadata().getAnnotations().containsKey(AppPod.LEAVING);
    }

    private List<PodId> pods() {
        return live.admin.pods().inNamespace(live.namespace).list().getItems().stream()
                .map(LiveApp::id)
                .toList();
    }
}
