package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.OLD;
import static io.cpubound.rollout.Scene.rolling;
import static io.cpubound.rollout.Scene.settledOn;
import static io.cpubound.rollout.Scene.steps;
import static io.cpubound.rollout.Scene.upstream;
import static io.cpubound.rollout.ScenePods.available;
import static io.cpubound.rollout.ScenePods.leaving;
import static io.cpubound.rollout.ScenePods.released;
import static io.cpubound.rollout.ScenePods.starting;
import static io.cpubound.rollout.ScenePods.terminating;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Up and down, also in mid-rollout, and budgets other than the default (traps 11, 16). */
class ScaleTest {

    @Test
    void asManyBeginAtATimeAsAskedForAlsoWithoutSurge() {
        Scene scene =
                rolling(4).surge(0, 2).with(available(NEW, 0), available(OLD, 1), available(OLD, 2), available(OLD, 3));
        assertThat(steps(scene.plan())).containsExactly("mark old-1", "mark old-2");
        scene = rolling(4).surge(0, 2).with(available(NEW, 0), leaving(OLD, 1), available(OLD, 2), available(OLD, 3));
        assertThat(steps(scene.plan())).containsExactly("mark old-2");
    }

    /** The room that a drain makes is the surge of the next slot, which need not give up its pod for it. */
    @Test
    void aSlotWaitsForTheSurgeOfAnother() {
        Scene scene =
                rolling(3).surge(1, 1).with(leaving(OLD, 0), available(NEW, 0), available(OLD, 1), available(OLD, 2));
        assertThat(steps(scene.plan())).isEmpty();
    }

    @Test
    void scalesUpAtOnceWhenTheRevisionIsProven() {
        Plan plan = settledOn(NEW, 4).with(available(NEW, 0), available(NEW, 1)).plan();
        assertThat(steps(plan)).containsExactly("create new-2", "create new-3");
        assertThat(plan.progress().replicas()).isEqualTo(4);
    }

    @Test
    void scalesUpInMidRolloutWithTheCurrentRevisionWhileTheUpdateIsUnproven() {
        Plan plan = rolling(4)
                .with(available(OLD, 0), starting(NEW, 0), available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).containsExactly("create old-3");
    }

    @Test
    void scaleDownMarksAllExcessPodsAtOnce() {
        Plan plan = settledOn(NEW, 2)
                .remembering(ProgressMemory.none(Scene.NOW).progress("settled 5 new", 5, Scene.NOW))
                .with(available(NEW, 0), available(NEW, 1), available(NEW, 2), available(NEW, 3), available(NEW, 4))
                .plan();
        assertThat(steps(plan)).containsExactly("mark new-4", "mark new-3", "mark new-2");
        assertThat(plan.progress().phase()).isEqualTo(Progress.Phase.SCALING);
    }

    @Test
    void scaleDownInMidRolloutKeepsTheNewestAsLongAsOthersAreNeeded() {
        Plan plan = rolling(2)
                .with(available(OLD, 0), starting(OLD, 1), available(NEW, 2), available(OLD, 3), starting(NEW, 4))
                .plan();
        // 3 available, 2 needed: the unready one goes, then the outdated one; new-2 stays until slot 1 is well.
        assertThat(steps(plan)).startsWith("mark new-4", "mark old-3").doesNotContain("mark new-2");
    }

    @Test
    void scaleDownToZeroDrainsAndLeavesTheUpstreamEmptyOnPurpose() {
        Scene scene = settledOn(NEW, 0);
        Plan marking = scene.with(available(NEW, 0)).plan();
        scene.without(available(NEW, 0));
        Plan draining = scene.with(leaving(NEW, 0)).plan();
        scene.without(leaving(NEW, 0));
        Plan deleting = scene.with(released(NEW, 0)).plan();
        Plan gone = scene.without(released(NEW, 0)).plan();
        assertThat(steps(marking)).containsExactly("mark new-0");
        assertThat(steps(draining)).isEmpty();
        assertThat(upstream(draining)).isEmpty();
        assertThat(steps(deleting)).containsExactly("delete new-0");
        assertThat(gone.progress().phase()).isEqualTo(Progress.Phase.COMPLETE);
    }

    @Test
    void withoutSurgeTheOldPodLeavesFirst() {
        Scene scene = rolling(3).surge(0, 1);
        assertThat(steps(scene.with(available(OLD, 0), available(OLD, 1), available(OLD, 2))
                        .plan()))
                .containsExactly("mark old-0");
        assertThat(steps(scene.without(available(OLD, 0)).plan())).containsExactly("create new-0");
        assertThat(steps(scene.with(starting(NEW, 0)).plan())).isEmpty();
    }

    @Test
    void withSurgeAndUnavailableTwoSlotsMoveOnceTheUpdateIsProven() {
        Plan plan = rolling(4)
                .surge(1, 1)
                .with(available(NEW, 0), available(OLD, 1), available(OLD, 2), available(OLD, 3))
                .plan();
        assertThat(steps(plan)).containsExactly("mark old-2", "create new-1");
    }

    @Test
    void oneReplicaWithSurgeKeepsTheOldPodUntilTheNewOneIsListed() {
        Scene scene = rolling(1).with(available(OLD, 0));
        assertThat(steps(scene.plan())).containsExactly("create new-0");
        assertThat(upstream(scene.with(starting(NEW, 0)).plan())).containsExactly("old-0");
        scene.without(starting(NEW, 0));
        assertThat(steps(scene.with(available(NEW, 0)).plan())).containsExactly("mark old-0");
    }

    @Test
    void keepsAnExcessPodOfTheUpdateRatherThanAnOutdatedOne() {
        Plan plan = rolling(2)
                .with(starting(NEW, 0), available(NEW, 1), available(OLD, 2), available(NEW, 3))
                .plan();
        assertThat(steps(plan)).containsExactly("mark old-2");
    }

    /** Four may live: when old-0 is gone there is room for new-1, so old-1 need not leave first. */
    @Test
    void waitsForTheRoomThatADrainMakesInsteadOfDrainingAnother() {
        Plan plan = rolling(3)
                .surge(1, 1)
                .with(leaving(OLD, 0), available(NEW, 0), available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).isEmpty();
    }

    @Test
    void withoutSurgeNoStandInIsMadeBesideThePodsThatGo() {
        Plan plan = settledOn(NEW, 2)
                .surge(0, 1)
                .with(terminating(NEW, 0), terminating(NEW, 1))
                .plan();
        assertThat(steps(plan)).isEmpty();
    }

    @Test
    void anAppThatIsScaledUpFromZeroIsScaling() {
        Scene scene = settledOn(NEW, 0);
        scene.remembering(scene.plan().memory()).replicas(1);
        assertThat(scene.plan().progress().phase()).isEqualTo(Progress.Phase.SCALING);
    }

    @Test
    void remembersTheNewNumberWhenAScalingIsDone() {
        Plan plan = settledOn(NEW, 2)
                .remembering(ProgressMemory.none(Scene.NOW).progress("settled 3 new", 3, Scene.NOW))
                .with(available(NEW, 0), available(NEW, 1))
                .plan();
        assertThat(plan.memory()).isEqualTo(ProgressMemory.none(Scene.NOW).progress("settled 2 new", 2, Scene.NOW));
    }
}
