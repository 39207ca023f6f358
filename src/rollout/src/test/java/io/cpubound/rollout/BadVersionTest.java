package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.OLD;
import static io.cpubound.rollout.Scene.rolling;
import static io.cpubound.rollout.Scene.settledOn;
import static io.cpubound.rollout.Scene.steps;
import static io.cpubound.rollout.Scene.upstream;
import static io.cpubound.rollout.ScenePods.available;
import static io.cpubound.rollout.ScenePods.broken;
import static io.cpubound.rollout.ScenePods.failed;
import static io.cpubound.rollout.ScenePods.failedAndLeaving;
import static io.cpubound.rollout.ScenePods.released;
import static io.cpubound.rollout.ScenePods.starting;
import static io.cpubound.rollout.ScenePods.unlisted;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions that do not come up, and their fixes (traps 8, 10, 12, 13, 15, 22). */
class BadVersionTest {

    @ParameterizedTest
    @ValueSource(strings = {"Unschedulable", "SomethingThatMayMend"})
    void waitsAtTheFirstPodWithAllOldOnesServingAndSaysWhatIsWrongWithIt(String reason) {
        PodView bad = broken(NEW, 0, reason);
        Plan plan = rolling(3)
                .with(available(OLD, 0), bad, available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).isEmpty();
        assertThat(upstream(plan)).containsExactly("old-0", "old-1", "old-2");
        assertThat(plan.progress().awaited()).contains(new Awaited.Ready(bad.id(), bad.problem()));
    }

    @Test
    void doesNotCallAPodThatIsOnlyStartingAProblem() {
        Plan plan = rolling(1).with(available(OLD, 0), starting(NEW, 0)).plan();
        assertThat(plan.progress().awaited()).contains(new Awaited.Ready(ScenePods.id(NEW, 0), Optional.empty()));
    }

    @Test
    void triesAFirstDeploymentWithOnePodAndFillsTheRestAtOnceWhenItIsProven() {
        assertThat(steps(settledOn(NEW, 3).plan())).containsExactly("create new-0");
        assertThat(steps(settledOn(NEW, 3).with(starting(NEW, 0)).plan())).isEmpty();
        assertThat(steps(settledOn(NEW, 3).with(available(NEW, 0)).plan()))
                .containsExactly("create new-1", "create new-2");
    }

    @Test
    void fillsALostSlotWithTheCurrentRevisionWhileTheUpdateIsUnproven() {
        Plan plan = rolling(3)
                .with(available(OLD, 0), starting(NEW, 0), available(OLD, 1))
                .plan();
        assertThat(steps(plan)).containsExactly("create old-2");
    }

    @Test
    void aBadCurrentVersionDoesNotBlockItsOwnFix() {
        Scene scene = rolling(3).with(starting(OLD, 0), starting(OLD, 1), starting(OLD, 2));
        assertThat(steps(scene.plan())).containsExactly("create new-0");
        assertThat(steps(scene.surge(0, 1).plan())).containsExactly("mark old-0");
    }

    @Test
    void aBadFirstDeploymentDoesNotBlockItsOwnFix() {
        Plan plan = rolling(3).from(NEW).with(starting(OLD, 0)).plan();
        assertThat(steps(plan)).containsExactly("create new-1");
    }

    @Test
    void replacesAnUnreadyPodBeforeAHealthyOne() {
        Plan plan = rolling(3)
                .with(available(OLD, 0), available(OLD, 1), starting(OLD, 2))
                .plan();
        assertThat(steps(plan)).containsExactly("create new-2");
    }

    @Test
    void neverRollsAHealthyPodWhileAnotherIsDown() {
        Plan plan = rolling(3)
                .with(available(OLD, 0), available(OLD, 1), starting(NEW, 2), available(NEW, 0))
                .plan();
        assertThat(steps(plan)).isEmpty();
    }

    @Test
    void doesNotTakeMembersThatAProxyDoesNotListForUnready() {
        Plan plan = rolling(3)
                .with(unlisted(OLD, 0), unlisted(OLD, 1), unlisted(OLD, 2), unlisted(NEW, 0))
                .plan();
        assertThat(steps(plan)).isEmpty();
        assertThat(upstream(plan)).containsExactly("new-0", "old-0", "old-1", "old-2");
    }

    @Test
    void retargetsAtOnceAndDrainsThePodOfTheIntermediateRevision() {
        Plan plan = rolling(3)
                .to("newest")
                .with(available(OLD, 0), starting(NEW, 0), available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).containsExactly("mark new-0");
    }

    @Test
    void drainsAnAvailablePodOfTheIntermediateRevisionWithinTheBudget() {
        Plan plan = rolling(3)
                .to("newest")
                .with(available(OLD, 0), available(NEW, 0), available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).containsExactly("mark new-0");
    }

    @Test
    void rollsBackThroughTheSameDrain() {
        Plan plan = rolling(3)
                .from(OLD)
                .to(OLD)
                .with(available(OLD, 0), starting(NEW, 0), available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).containsExactly("mark new-0");
    }

    @Test
    void aFailedPodDoesNotCountAndIsMarkedReleasedAndDeletedBeforeItsNameIsUsedAgain() {
        Scene scene = settledOn(NEW, 2).with(available(NEW, 0));
        assertThat(steps(scene.with(failed(NEW, 1)).plan())).containsExactly("mark new-1");
        scene.without(failed(NEW, 1));
        assertThat(steps(scene.with(failedAndLeaving(NEW, 1, false)).plan())).isEmpty();
        scene.without(failedAndLeaving(NEW, 1, false));
        assertThat(steps(scene.with(failedAndLeaving(NEW, 1, true)).plan())).containsExactly("delete new-1");
        scene.without(failedAndLeaving(NEW, 1, true));
        assertThat(steps(scene.plan())).containsExactly("create new-1");
    }

    @Test
    void goesOnDrainingAPodWhoseSuccessorGotUnready() {
        Plan plan = rolling(3)
                .with(released(OLD, 0), starting(NEW, 0), available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).containsExactly("delete old-0");
    }

    @Test
    void ofTwoOldPodsInASlotTheOneThatServesStays() {
        Plan plan = rolling(1)
                .to("newest")
                .with(starting(OLD, 0), available(NEW, 0))
                .plan();
        assertThat(steps(plan)).containsExactly("mark old-0");
    }

    @Test
    void ofTwoOldPodsThatServeTheOneThatEveryProxyListsStays() {
        Plan plan = rolling(1)
                .to("newest")
                .with(unlisted(OLD, 0), available(NEW, 0))
                .plan();
        assertThat(steps(plan)).containsExactly("mark old-0");
    }

    @Test
    void anOldPodThatServesNobodyLeavesWhileItsProvenSuccessorStarts() {
        Plan plan = rolling(2)
                .with(starting(OLD, 0), starting(NEW, 0), available(NEW, 1))
                .plan();
        assertThat(steps(plan)).containsExactly("mark old-0");
    }

    /** new-0 is there, and old-0 has to stay until slot 1 has a pod that works: the two do not wait for each other. */
    @Test
    void aSlotThatWaitsForCapacityDoesNotKeepABrokenOneFromBeingReplaced() {
        Plan plan = rolling(3)
                .with(available(NEW, 0), available(OLD, 0), broken(OLD, 1, "Error"), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).containsExactly("mark old-1");
    }
}
