package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.operator.act.PodWriter.Creation;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.AppPod;
import io.cpubound.operator.resources.ProxyConfigMap;
import io.cpubound.operator.resources.Revision;
import io.cpubound.operator.verify.VerificationResult;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Single pods, as an API server has them afterwards. Nobody else writes: there is no node and no controller. */
@LocalCluster(without = {"node", "controllers"})
class PodWriterTest {

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
    void aPodIsMadeWithItsOwner() throws NameTakenException {
        assertThat(live.pods.create(live.identity(), live.revision(), 0, true)).isEqualTo(Creation.MADE);

        Pod pod = live.pod(live.podName(0));
        assertThat(pod.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> {
            assertThat(owner.getKind()).isEqualTo("CpuBoundApp");
            assertThat(owner.getUid()).isEqualTo(live.app().getMetadata().getUid());
            assertThat(owner.getController()).isTrue();
            assertThat(owner.getBlockOwnerDeletion()).isTrue();
        });
        assertThat(pod.getMetadata().getManagedFields())
                .extracting(ManagedFieldsEntry::getManager)
                .containsExactly("cpubound-operator");
        assertThat(pod.getSpec().getReadinessGates())
                .singleElement()
                .satisfies(gate -> assertThat(gate.getConditionType()).isEqualTo(AppPod.VERIFIED));
    }

    @Test
    void aPodThatIsThereAlreadyIsNotMadeTwice() throws NameTakenException {
        PodId first = live.made(0);
        String version = version(first);

        assertThat(live.pods.create(live.identity(), live.revision(), 0, false)).isEqualTo(Creation.THERE_ALREADY);

        assertThat(live.pod(first.name()).getMetadata().getUid()).isEqualTo(first.uid());
        assertThat(version(first)).isEqualTo(version);
    }

    @ParameterizedTest
    @MethodSource("lostLabels")
    void aPodIsFoundAgainWhoseLabelsWereChangedByHand(String label, String changed) throws NameTakenException {
        PodId pod = live.made(0);
        live.pods.markLeaving(live.identity(), pod, Plans.NOW);
        Pod before = live.pod(pod.name());
        live.relabel(pod, Map.of(label, changed, "team", "hashing"));

        assertThat(live.pods.create(live.identity(), live.revision(), 0, false)).isEqualTo(Creation.LABELS_PUT_BACK);

        Pod after = live.pod(pod.name());
        Map<String, String> labels = new HashMap<>(before.getMetadata().getLabels());
        labels.put("team", "hashing");
        assertThat(after.getMetadata().getLabels()).isEqualTo(labels);
        assertThat(after.getMetadata().getAnnotations())
                .isEqualTo(before.getMetadata().getAnnotations())
                .containsKey(AppPod.LEAVING);
        assertThat(live.lookWithoutPods().pods()).extracting(PodView::id).containsExactly(pod);
        assertThat(live.pods.create(live.identity(), live.revision(), 0, false)).isEqualTo(Creation.THERE_ALREADY);
    }

    static Stream<Arguments> lostLabels() {
        return Stream.of(
                Arguments.of(AppIdentity.APP, ""),
                Arguments.of(AppIdentity.APP, "other"),
                Arguments.of("app.kubernetes.io/component", "proxy"),
                Arguments.of(Revision.LABEL, "other"),
                Arguments.of(AppPod.SLOT, "7"));
    }

    @Test
    void aPodThatIsOnItsWayOutKeepsTheLabelsThatItHas() throws NameTakenException {
        PodId pod = live.made(0);
        live.relabel(pod, Map.of(AppPod.SLOT, "7"));
        live.admin.pods().inNamespace(live.namespace).withName(pod.name()).edit(made -> made.edit()
                .editMetadata()
                .withFinalizers("team.example/backup")
                .endMetadata()
                .build());
        live.admin.pods().inNamespace(live.namespace).withName(pod.name()).delete();

        assertThat(live.pods.create(live.identity(), live.revision(), 0, false)).isEqualTo(Creation.THERE_ALREADY);

        assertThat(live.pod(pod.name()).getMetadata().getLabels()).containsEntry(AppPod.SLOT, "7");
        live.admin.pods().inNamespace(live.namespace).withName(pod.name()).edit(made -> made.edit()
                .editMetadata()
                .withFinalizers()
                .endMetadata()
                .build());
    }

    @Test
    void labelsOfAPodThatWasMadeAnewAreNotTouched() throws NameTakenException {
        PodId before = live.made(0);
        live.relabel(before, Map.of(AppPod.SLOT, "7"));
        Pod seen = live.pod(before.name());
        live.replaced(live.pod(before.name()));

        assertConflict(() -> live.pods.putBackLabels(live.identity(), seen));

        assertThat(live.pod(before.name()).getMetadata().getLabels()).containsEntry(AppPod.SLOT, "7");
    }

    @Test
    void aPodIsDeletedInTheIncarnationThatWasLookedAt() throws NameTakenException {
        PodId pod = live.made(0);

        live.pods.delete(live.identity(), pod);

        assertThat(live.pod(pod.name())).isNull();
    }

    @Test
    void aPodThatWasMadeAnewUnderTheSameNameSurvives() throws NameTakenException {
        PodId before = live.made(0);
        live.replaced(live.pod(before.name()));
        Pod anew = live.pod(before.name());

        assertThatThrownBy(() -> live.pods.delete(live.identity(), before))
                .isInstanceOf(KubernetesClientException.class)
                .hasMessageContaining("the UID in the precondition (" + before.uid() + ") does not match");

        assertThat(live.pod(before.name())).isEqualTo(anew);
        assertThat(anew.getMetadata().getUid()).isNotEqualTo(before.uid());
    }

    @Test
    void deletingAPodThatIsGoneIsNoError() {
        live.pods.delete(live.identity(), new PodId("app-old-0", "uid-old-0"));
    }

    @Test
    void aMarkIsAnAnnotationOfOursAndChangesNothingElse() throws NameTakenException {
        PodId pod = live.made(0);
        Pod before = live.pod(pod.name());

        live.pods.markLeaving(live.identity(), pod, Plans.NOW);

        Pod marked = live.pod(pod.name());
        assertThat(marked.getMetadata().getAnnotations()).containsEntry(AppPod.LEAVING, "2026-01-01T12:00:00Z");
        assertThat(marked.getMetadata().getLabels())
                .isEqualTo(before.getMetadata().getLabels());
        assertThat(marked.getMetadata().getOwnerReferences())
                .isEqualTo(before.getMetadata().getOwnerReferences());
        assertThat(marked.getSpec()).isEqualTo(before.getSpec());
        assertThat(marked.getMetadata().getManagedFields())
                .filteredOn(entry -> entry.getOperation().equals("Apply"))
                .singleElement()
                .satisfies(entry -> assertThat(entry.getFieldsV1().getAdditionalProperties())
                        .hasToString("{f:metadata={f:annotations={f:" + AppPod.LEAVING + "={}}}}"));
    }

    @Test
    void aMarkForAPodThatWasMadeAnewIsRefused() throws NameTakenException {
        PodId before = live.made(0);
        live.replaced(live.pod(before.name()));

        assertConflict(() -> live.pods.markLeaving(live.identity(), before, Plans.NOW));

        assertThat(live.pod(before.name()).getMetadata().getAnnotations()).doesNotContainKey(AppPod.LEAVING);
    }

    @Test
    void aMarkForAPodThatIsGoneMakesNone() {
        assertConflict(() -> live.pods.markLeaving(live.identity(), new PodId("app-old-0", "uid-old-0"), Plans.NOW));

        assertThat(live.pod("app-old-0")).isNull();
    }

    @Test
    void aPokeThatSaysNothingNewChangesNothing() throws NameTakenException {
        PodId pod = live.made(0);
        live.pods.poke(live.identity(), live.pod(pod.name()), "hash-1");
        String version = version(pod);

        live.pods.poke(live.identity(), live.pod(pod.name()), "hash-1");

        assertThat(version(pod)).isEqualTo(version);
        assertThat(live.pod(pod.name()).getMetadata().getAnnotations())
                .containsEntry(ProxyConfigMap.CONFIG_HASH, "hash-1");
    }

    @Test
    void aGateIsAConditionBesideTheKubelets() throws NameTakenException {
        PodId pod = live.made(0);
        live.admin.pods().inNamespace(live.namespace).withName(pod.name()).editStatus(running -> running.edit()
                .editOrNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("False")
                .withReason("ReadinessGatesNotReady")
                .endCondition()
                .endStatus()
                .build());

        live.pods.verified(
                live.identity(), pod, new VerificationResult(false, "AppError", "GET / answered 500"), Plans.NOW);

        assertThat(live.pod(pod.name()).getStatus().getConditions())
                .extracting(PodCondition::getType, PodCondition::getStatus, PodCondition::getReason)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("Ready", "False", "ReadinessGatesNotReady"),
                        org.assertj.core.groups.Tuple.tuple(AppPod.VERIFIED, "False", "AppError"));
    }

    private String version(PodId pod) {
        return live.pod(pod.name()).getMetadata().getResourceVersion();
    }

    private static void assertConflict(org.assertj.core.api.ThrowableAssert.ThrowingCallable write) {
        assertThatThrownBy(write)
                .isInstanceOfSatisfying(KubernetesClientException.class, problem -> assertThat(problem.getCode())
                        .isEqualTo(409));
    }
}
