package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.NOW;
import static io.cpubound.rollout.Scene.OLD;
import static io.cpubound.rollout.Scene.rolling;
import static io.cpubound.rollout.Scene.settledOn;
import static io.cpubound.rollout.Scene.steps;
import static io.cpubound.rollout.ScenePods.available;
import static io.cpubound.rollout.ScenePods.leaving;
import static io.cpubound.rollout.ScenePods.starting;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The deadline, pauses, and what is remembered between looks (traps 7, 9, 14). */
class ProgressTest {
    private static final Duration DEADLINE = Duration.ofMinutes(10);

    @Test
    void withNothingToGoBackToItSaysThatTheDeadlineIsOverAndGoesOnTrying() {
        Scene scene = settledOn(NEW, 2).with(available(OLD, 0), available(OLD, 1));
        scene.remembering(scene.plan().memory());
        Plan plan = scene.planAt(NOW.plus(DEADLINE));
        assertThat(plan.progress().phase()).isEqualTo(Progress.Phase.DEADLINE_EXCEEDED);
        assertThat(steps(plan)).containsExactly("create new-0");
    }

    @Test
    void looksAgainWhenTheDeadlineEnds() {
        Scene scene = rolling(1).with(available(OLD, 0), starting(NEW, 0));
        Plan plan = scene.remembering(scene.plan().memory())
                .planAt(NOW.plus(DEADLINE).minusMillis(1500));
        assertThat(plan.lookAgain()).contains(Duration.ofMillis(1500));
        assertThat(plan.progress().phase()).isEqualTo(Progress.Phase.ROLLING_OUT);
    }

    @Test
    void aPodThatFlapsIsNoProgress() {
        Scene up = rolling(2).with(available(OLD, 0), available(NEW, 0), available(OLD, 1));
        Scene down = rolling(2).with(available(OLD, 0), starting(NEW, 0), available(OLD, 1));
        ProgressMemory memory = up.plan().memory();
        memory = down.remembering(memory).planAt(NOW.plusSeconds(60)).memory();
        memory = up.remembering(memory).planAt(NOW.plusSeconds(120)).memory();
        assertThat(memory.mostAvailable()).isEqualTo(1);
        assertThat(memory.lastProgress()).isEqualTo(NOW);
    }

    @Test
    void aNewTargetStartsAnew() {
        Scene scene = rolling(2).with(available(OLD, 0), available(OLD, 1), starting(NEW, 0));
        scene.remembering(scene.plan().memory());
        Plan plan = scene.to("newest").planAt(NOW.plus(DEADLINE));
        assertThat(plan.memory().lastProgress()).isEqualTo(NOW.plus(DEADLINE));
        assertThat(plan.progress().phase()).isEqualTo(Progress.Phase.ROLLING_OUT);
    }

    @Test
    void theDeadlineDoesNotRunWhilePaused() {
        Scene scene = rolling(2).with(available(OLD, 0), starting(NEW, 0), available(OLD, 1));
        Plan paused = scene.paused().planAt(NOW.plus(DEADLINE));
        Plan resumed = scene.resumed()
                .remembering(paused.memory())
                .planAt(NOW.plus(DEADLINE).plus(DEADLINE));
        assertThat(paused.progress().phase()).isEqualTo(Progress.Phase.PAUSED);
        assertThat(resumed.progress().phase()).isEqualTo(Progress.Phase.ROLLING_OUT);
        assertThat(resumed.memory().lastProgress()).isEqualTo(NOW.plus(DEADLINE).plus(DEADLINE));
    }

    @Test
    void aPauseCostsNoWrites() {
        Scene scene = rolling(1).paused().with(available(OLD, 0));
        ProgressMemory memory = scene.plan().memory();
        assertThat(scene.remembering(memory).planAt(NOW.plusSeconds(60)).memory())
                .isEqualTo(memory);
    }

    @Test
    void replacesNothingWhilePausedButMakesWhatIsMissingOfTheCurrentRevision() {
        Plan plan =
                rolling(3).paused().with(available(NEW, 0), available(OLD, 1)).plan();
        assertThat(steps(plan)).containsExactly("create old-2");
    }

    @Test
    void awaitsTheUserWhenNothingElseIsUnderWay() {
        Plan plan = rolling(1).paused().with(available(OLD, 0)).plan();
        assertThat(plan.progress())
                .isEqualTo(new Progress(Progress.Phase.PAUSED, 0, 1, Optional.of(new Awaited.Resume())));
    }

    @Test
    void theDeadlineDoesNotRunWhileADisruptionBudgetRefuses() {
        Scene scene = rolling(2).with(available(OLD, 0), available(NEW, 0), available(OLD, 1));
        Plan refused = scene.remembering(scene.plan().memory())
                .plan()
                .heldUp(scene.plan().memory());
        assertThat(refused.memory().target()).isEqualTo("rolling 2 new paused");
        Plan still =
                scene.remembering(refused.memory()).planAt(NOW.plus(DEADLINE)).heldUp(refused.memory());
        assertThat(still.memory()).as("waiting costs no writes").isEqualTo(refused.memory());
        assertThat(still.progress().phase()).isEqualTo(Progress.Phase.ROLLING_OUT);
        Plan allowed = scene.planAt(NOW.plus(DEADLINE));
        assertThat(allowed.memory())
                .isEqualTo(ProgressMemory.none(NOW).progress("rolling 2 new", 1, NOW.plus(DEADLINE)));
    }

    @Test
    void theDeadlineRunsForANewPodWhateverABudgetSays() {
        Scene scene = rolling(4)
                .surge(2, 0)
                .with(
                        available(OLD, 0),
                        available(NEW, 0),
                        available(OLD, 1),
                        starting(NEW, 1),
                        available(OLD, 2),
                        available(OLD, 3));
        Plan plan = scene.plan();
        assertThat(steps(plan)).containsExactly("mark old-0");
        assertThat(plan.heldUp(plan.memory())).isEqualTo(plan);
    }

    @Test
    void aPauseOfTheUserIsNoneOfTheBudget() {
        Scene scene = rolling(1).paused().with(available(OLD, 0), leaving("older", 0));
        Plan plan = scene.plan();
        assertThat(plan.heldUp(plan.memory())).isEqualTo(plan);
    }

    @Test
    void aPodThatIsLostAfterAQuietMonthHasTheWholeDeadline() {
        Scene scene = settledOn(NEW, 2).with(available(NEW, 0), available(NEW, 1));
        ProgressMemory settled = scene.plan().memory();
        Plan quiet = scene.remembering(settled).planAt(NOW.plus(Duration.ofDays(30)));
        Plan lost = scene.without(available(NEW, 1)).planAt(NOW.plus(Duration.ofDays(30)));
        assertThat(quiet.memory()).isEqualTo(settled);
        assertThat(lost.progress().phase()).isEqualTo(Progress.Phase.SCALING);
        assertThat(lost.memory().lastProgress()).isEqualTo(NOW.plus(Duration.ofDays(30)));
    }

    @Test
    void anAppThatLostAllItsPodsComesBackAtOnce() {
        Scene scene = settledOn(NEW, 3).with(available(NEW, 0), available(NEW, 1), available(NEW, 2));
        ProgressMemory settled = scene.plan().memory();
        Plan plan = settledOn(NEW, 3).remembering(settled).plan();
        assertThat(steps(plan)).containsExactly("create new-0", "create new-1", "create new-2");
    }

    @Test
    void aMemoryThatItDoesNotUnderstandStartsAnew() {
        Plan plan = rolling(1)
                .remembering(ProgressMemory.none(NOW).progress("what is this", 7, NOW.minus(Duration.ofDays(1))))
                .with(available(OLD, 0))
                .plan();
        assertThat(plan.memory()).isEqualTo(ProgressMemory.none(NOW).progress("rolling 1 new", 0, NOW));
    }

    @Test
    void makesAPodOfTheUpdateWhilePausedWhenNothingElseIsLeft() {
        Plan plan = rolling(2).paused().with(available(NEW, 0)).plan();
        assertThat(steps(plan)).containsExactly("create new-1");
    }

    @Test
    void aPodThatIsLostWhileAPartitionHoldsAllIsScaling() {
        Scene scene = rolling(1).partition(1).with(available(OLD, 0));
        scene.remembering(scene.plan().memory()).without(available(OLD, 0));
        assertThat(scene.plan().progress().phase()).isEqualTo(Progress.Phase.SCALING);
    }

    @Test
    void whatAnotherRevisionWasProvesNothing() {
        Plan plan = rolling(2)
                .surge(2, 0)
                .remembering(ProgressMemory.none(NOW).progress("settled 2 old", 2, NOW))
                .with(available(OLD, 0), ScenePods.unlisted(NEW, 0), available(OLD, 1))
                .plan();
        assertThat(plan.actions()).isEmpty();
    }

    @Test
    void aLostPodIsMadeAgainBeforeTheTrialWhereThereIsRoomForBoth() {
        Plan plan = rolling(3).with(available(OLD, 0), available(OLD, 1)).plan();
        assertThat(steps(plan)).containsExactly("create old-2");
    }
}
