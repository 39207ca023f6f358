package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.nginx.ProxyStatus;
import io.cpubound.operator.observe.Freeze;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.observe.ProxyView;
import io.cpubound.operator.proxy.ProxyReport;
import io.cpubound.operator.proxy.ProxyWanted;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.AppIdentity.Component;
import io.cpubound.operator.resources.AppPod;
import io.cpubound.operator.resources.ProxyConfigMap;
import io.cpubound.operator.resources.ProxyDeployment;
import io.cpubound.operator.resources.Revision;
import io.cpubound.operator.status.AppStatus;
import io.cpubound.operator.status.Refusal;
import io.cpubound.rollout.Action;
import io.cpubound.rollout.PodId;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of a plan on an API server that is well, with nobody else at work. */
@LocalCluster(without = {"node", "controllers"})
class ActorTest {

    private LiveApp live;

    @BeforeEach
    void deploy(KubernetesClient admin) {
        live = new LiveApp(admin, ", revisionHistoryLimit: 1");
    }

    @AfterEach
    void remove() {
        live.close();
    }

    @Test
    void aFirstLookMakesEverythingAndASecondOneNothing() {
        Outcome first = live.actor.carryOut(live.look(), Plans.of(create(0)));

        assertAllWell(first);
        Map<String, String> made = live.versions();
        assertThat(made)
                .containsOnlyKeys(
                        "ConfigMap/app-nginx",
                        "ControllerRevision/app-" + live.revision().hash(),
                        "CpuBoundApp/app",
                        "Deployment/app-nginx",
                        "Pod/" + live.podName(0),
                        "Service/app",
                        "Service/app-pods");

        assertAllWell(live.actor.carryOut(live.look(), Plans.of()));
        assertThat(live.versions()).isEqualTo(made);
    }

    @Test
    void aPodThatAnOlderLookWantsAgainIsNotMadeTwice() {
        Observation older = live.look();
        live.actor.carryOut(older, Plans.of(create(0)));
        Map<String, String> made = live.versions();

        assertAllWell(live.actor.carryOut(older, Plans.of(create(0))));

        assertThat(live.versions()).isEqualTo(made);
    }

    @Test
    void aRevisionIsNumberedOnceAndTheOldestIsForgotten() {
        String oldest = live.revision().hash();
        assertAllWell(live.actor.carryOut(live.look(), Plans.of()));
        for (String image : List.of("busybox:2", "busybox:3")) {
            live.image(image);
            assertAllWell(live.actor.carryOut(live.look(), Plans.of()));
        }

        // The wanted one and one more: what is too many is seen in the next look.
        assertAllWell(live.actor.carryOut(live.look(), Plans.of()));
        assertThat(live.look().revisions())
                .extracting(ControllerRevision::getRevision)
                .containsExactlyInAnyOrder(2L, 3L);
        assertThat(live.look().revision(oldest)).isEmpty();
    }

    @Test
    void aForeignPodOfTheSameNameIsLeftAloneAndNamed() {
        Pod foreign = live.admin
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName(live.podName(0))
                        .withNamespace(live.namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("other")
                        .withImage("busybox")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();

        Outcome outcome = live.actor.carryOut(live.look(), Plans.of(create(0)));

        assertThat(outcome.refusals())
                .singleElement()
                .extracting(Refusal::text)
                .asString()
                .contains(live.podName(0) + " exists and does not belong to this app: delete it");
        assertThat(live.pod(live.podName(0))).isEqualTo(foreign);
    }

    @Test
    void aPodCountsByItsNameAndItsLabelsArePutBack() throws Exception {
        PodId pod = live.made(0);
        live.relabel(pod, Map.of(AppPod.SLOT, "7", Revision.LABEL, "other"));

        Observation seen = live.look();

        assertThat(seen.pods()).singleElement().satisfies(view -> {
            assertThat(view.slot()).isZero();
            assertThat(view.revision()).isEqualTo(live.revision().hash());
        });
        assertAllWell(live.actor.carryOut(seen, Plans.of()));
        assertThat(live.pod(pod.name()).getMetadata().getLabels())
                .containsEntry(AppPod.SLOT, "0")
                .containsEntry(Revision.LABEL, live.revision().hash());
        awaitEvent("PutBack", "Labels of pod " + pod.name() + " were changed by somebody else and are put back");
        Map<String, String> before = live.versions();
        assertAllWell(live.actor.carryOut(live.look(), Plans.of()));
        assertThat(live.versions()).isEqualTo(before);
    }

    @Test
    void aPodThatTheCachesHaveLostIsFoundWhereItIsMissing() throws Exception {
        PodId pod = live.made(0);
        live.admin.pods().inNamespace(live.namespace).withName(pod.name()).edit(made -> made.edit()
                .editMetadata()
                .removeFromLabels(AppIdentity.APP)
                .endMetadata()
                .build());
        assertThat(live.versions()).doesNotContainKey("Pod/" + pod.name());

        assertAllWell(live.actor.carryOut(live.lookWithoutPods(), Plans.of(create(0))));

        assertThat(live.versions()).containsKey("Pod/" + pod.name());
        assertThat(LiveApp.id(live.pod(pod.name()))).isEqualTo(pod);
        awaitEvent("PutBack", "Labels of pod " + pod.name() + " were changed by somebody else and are put back");
    }

    @Test
    void aServiceOfSomebodyElseIsNotTakenOverAndTheRestIsMade() {
        Service foreign = live.admin
                .resource(new ServiceBuilder()
                        .withNewMetadata()
                        .withName(LiveApp.NAME)
                        .withNamespace(live.namespace)
                        .endMetadata()
                        .withNewSpec()
                        .addNewPort()
                        .withPort(5432)
                        .endPort()
                        .endSpec()
                        .build())
                .create();

        Outcome outcome = live.actor.carryOut(live.look(), Plans.of());

        assertThat(outcome.refusals()).singleElement().extracting(Refusal::what).isEqualTo("applying Service app");
        assertThat(live.admin
                        .services()
                        .inNamespace(live.namespace)
                        .withName(LiveApp.NAME)
                        .get())
                .isEqualTo(foreign);
        assertThat(live.versions()).containsKeys("Service/app-pods", "Deployment/app-nginx", "ConfigMap/app-nginx");
    }

    @Test
    void aPodThatWasMadeAnewSinceItWasLookedAtIsLookedAtAgain() throws NameTakenException {
        PodId before = live.made(0);
        Observation seen = live.look();
        live.replaced(live.pod(before.name()));

        Outcome marked = live.actor.carryOut(seen, Plans.of(new Action.MarkLeaving(before, "test")));
        Outcome deleted = live.actor.carryOut(seen, Plans.of(new Action.DeletePod(before, "test")));

        assertThat(List.of(marked, deleted)).allSatisfy(outcome -> {
            assertThat(outcome.raced()).isTrue();
            assertThat(outcome.failure()).isEmpty();
            assertThat(outcome.refusals()).isEmpty();
        });
        assertThat(live.pod(before.name()).getMetadata().getAnnotations()).doesNotContainKey(AppPod.LEAVING);
    }

    @Test
    void aNamespaceThatEndsIsNoReasonToComplain() {
        Observation seen = live.look();
        live.admin.namespaces().withName(live.namespace).delete();

        Outcome outcome = live.actor.carryOut(seen, Plans.of(create(0)));

        assertThat(outcome.refusals()).isEmpty();
        assertThat(outcome.failure()).isEmpty();
        assertThat(live.versions()).containsOnlyKeys("CpuBoundApp/app");
    }

    @Test
    void nothingIsWrittenForAnAppThatIsBeingDeleted() {
        live.admin.resource(live.app()).edit(app -> {
            app.getMetadata().setFinalizers(List.of("team.example/backup"));
            return app;
        });
        live.admin.resource(live.app()).delete();
        Observation seen = live.look();
        assertThat(seen.app().getMetadata().getDeletionTimestamp()).isNotNull();
        Map<String, String> before = live.versions();

        Outcome outcome = live.actor.carryOut(seen, Plans.of(create(0)));
        boolean written = live.statusWriter.write(
                seen, AppStatus.of(seen, Plans.of(create(0)), outcome.refusals(), outcome.lastWords()));

        assertThat(written).isTrue();
        assertThat(live.versions()).isEqualTo(before).containsOnlyKeys("CpuBoundApp/app");
        live.admin.resource(live.app()).edit(app -> {
            app.getMetadata().setFinalizers(List.of());
            return app;
        });
    }

    @Test
    void theGateOfAnNginxThatRunsTheConfigurationOfBeforeThisLookStaysClosed() {
        assertAllWell(live.actor.carryOut(live.look(), Plans.of()));
        Pod nginx = nginxPod();
        Observation seen = answeredBy(nginx, live.look());
        live.admin
                .configMaps()
                .inNamespace(live.namespace)
                .withName("app-nginx")
                .edit(map -> map.edit().addToData("other.conf", "#").build());

        assertAllWell(live.actor.carryOut(answeredBy(nginx, live.look(), seen.wanted()), Plans.of()));

        assertThat(conditions(nginx))
                .as("the ConfigMap was written in this look, so no answer can be about it")
                .doesNotContain(ProxyDeployment.GATE);
    }

    @Test
    void theGateOfAnNginxThatRunsTheConfigurationIsOpened() {
        assertAllWell(live.actor.carryOut(live.look(), Plans.of()));
        Pod nginx = nginxPod();

        assertAllWell(live.actor.carryOut(answeredBy(nginx, live.look()), Plans.of()));

        assertThat(conditions(nginx)).contains(ProxyDeployment.GATE);
        assertThat(live.pod("nginx-a").getMetadata().getAnnotations())
                .containsEntry(
                        ProxyConfigMap.CONFIG_HASH,
                        live.look().wanted().orElseThrow().hash());
    }

    private void awaitEvent(String reason, String message) {
        await().untilAsserted(() -> assertThat(events(reason)).contains(message));
    }

    private List<String> events(String reason) {
        return live.admin.v1().events().inNamespace(live.namespace).list().getItems().stream()
                .filter(event -> reason.equals(event.getReason()))
                .map(event -> event.getMessage())
                .toList();
    }

    private Action create(int slot) {
        return new Action.CreatePod(slot, live.revision().hash(), "test");
    }

    /** As the ReplicaSet controller makes one, as far as labels go. */
    private Pod nginxPod() {
        return live.admin
                .resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("nginx-a")
                        .withNamespace(live.namespace)
                        .withLabels(live.identity().labels(Component.PROXY))
                        .endMetadata()
                        .withNewSpec()
                        .addNewContainer()
                        .withName("nginx")
                        .withImage("nginx")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
    }

    private List<String> conditions(Pod pod) {
        return live.pod(pod.getMetadata().getName()).getStatus().getConditions().stream()
                .map(condition -> condition.getType())
                .toList();
    }

    private static Observation answeredBy(Pod nginx, Observation seen) {
        return answeredBy(nginx, seen, seen.wanted());
    }

    /** A look in which the nginx pod has answered that it runs what was wanted. */
    private static Observation answeredBy(Pod nginx, Observation seen, Optional<ProxyWanted> wanted) {
        ProxyReport report = wanted.map(what ->
                        new ProxyReport(what.epoch(), what.hash(), new ProxyStatus(what.hash(), Optional.empty(), 0)))
                .orElseThrow();
        return new Observation(
                seen.app(),
                seen.identity(),
                seen.wish(),
                seen.podsByUid(),
                seen.pods(),
                seen.addresses(),
                seen.revisions(),
                seen.services(),
                seen.deployment(),
                seen.configMap(),
                wanted,
                List.of(new ProxyView(
                        nginx, false, false, true, Optional.empty(), Optional.of(report), Optional.empty())),
                Freeze.NONE,
                seen.now());
    }

    private static void assertAllWell(Outcome outcome) {
        outcome.rethrow();
        assertThat(outcome.refusals()).isEmpty();
        assertThat(outcome.raced()).isFalse();
    }
}
