package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.NOW;
import static io.cpubound.rollout.Scene.OLD;
import static io.cpubound.rollout.Scene.rolling;
import static io.cpubound.rollout.Scene.rollingWith;
import static io.cpubound.rollout.Scene.steering;
import static io.cpubound.rollout.Scene.steps;
import static io.cpubound.rollout.ScenePods.available;
import static io.cpubound.rollout.ScenePods.broken;
import static io.cpubound.rollout.ScenePods.leaving;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.rollout.Progress.Phase;
import io.cpubound.rollout.Steering.OnFailure;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What becomes of a rollout whose revision was given up (traps 12, 13). */
class FailureTest {

    private static final Steering PAUSE = steering(OnFailure.PAUSE, null, null);

    @Test
    void whereItStopsForALookALostPodIsMadeOfTheCurrentRevisionEvenIfNothingOfItIsLeft() {
        Scene scene = rolling(3)
                .with(available(NEW, 0), broken(NEW, 1, "CrashLoopBackOff"))
                .steered(PAUSE);
        assertThat(steps(scene.planOnceRecorded())).containsExactly("create old-2");
    }

    @Test
    void stopsForALookWhereTheSpecSaysSo() {
        PodView bad = broken(NEW, 0, "CrashLoopBackOff");
        Plan plan = rollingWith(bad).steered(PAUSE).plan();
        assertThat(steps(plan)).isEmpty();
        assertThat(plan.target()).isEqualTo(NEW);
        assertThat(plan.progress().phase()).isEqualTo(Phase.FAILED);
        assertThat(plan.progress().awaited())
                .contains(new Awaited.Fix(plan.memory().failure().orElseThrow()));
    }

    @Test
    void aBadRevisionIsRememberedUntilAnotherIsWanted() {
        Scene scene = rolling(1).with(available(OLD, 0), broken(NEW, 0, "CrashLoopBackOff"));
        ProgressMemory given = scene.plan().memory();
        Plan after = rolling(1).with(available(OLD, 0)).remembering(given).plan();
        assertThat(after.actions()).isEmpty();
        assertThat(after.progress().phase()).isEqualTo(Phase.ROLLED_BACK);
        assertThat(after.lookAgain()).isEmpty();
        Plan quiet =
                rolling(1).with(available(OLD, 0)).remembering(after.memory()).planAt(NOW.plus(Duration.ofDays(30)));
        assertThat(quiet.memory()).isEqualTo(after.memory());
        Plan fixed = rolling(1)
                .to("newest")
                .with(available(OLD, 0))
                .remembering(after.memory())
                .plan();
        assertThat(steps(fixed)).containsExactly("create newest-0");
        assertThat(fixed.memory().failure()).isEmpty();
    }

    @Test
    void thePodsOfTheGoodRevisionComeBackTheSameCarefulWay() {
        Scene scene = rolling(3)
                .with(available(NEW, 0), available(NEW, 1), broken(NEW, 2, "CrashLoopBackOff"), available(OLD, 2));
        Plan plan = scene.planOnceRecorded();
        assertThat(steps(plan)).containsExactly("mark new-2");
        Plan next = rolling(3)
                .with(available(NEW, 0), available(NEW, 1), available(OLD, 2))
                .remembering(plan.memory())
                .plan();
        assertThat(steps(next)).containsExactly("create old-0");
    }

    @Test
    void scalingWhileRolledBackIsScalingAndMakesPodsOfTheGoodRevision() {
        ProgressMemory failed =
                rollingWith(broken(NEW, 0, "CrashLoopBackOff")).plan().memory();
        Scene scene = rolling(3).with(available(OLD, 0), available(OLD, 1), available(OLD, 2));
        ProgressMemory settled = scene.remembering(failed).plan().memory();
        Plan plan = scene.replicas(4).remembering(settled).plan();
        assertThat(steps(plan)).containsExactly("create old-3");
        assertThat(plan.progress().phase()).isEqualTo(Phase.SCALING);
    }

    @Test
    void whileTheBadPodLeavesItIsRollingBack() {
        ProgressMemory failed =
                rollingWith(broken(NEW, 0, "CrashLoopBackOff")).plan().memory();
        Plan plan = rolling(3)
                .with(available(OLD, 0), leaving(NEW, 0), available(OLD, 1), available(OLD, 2))
                .remembering(failed)
                .plan();
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.progress().phase()).isEqualTo(Phase.ROLLING_BACK);
        assertThat(plan.progress().awaited()).contains(new Awaited.Released(ScenePods.id(NEW, 0)));
    }
}
