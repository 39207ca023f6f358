package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.NOW;
import static io.cpubound.rollout.Scene.OLD;
import static io.cpubound.rollout.Scene.rolling;
import static io.cpubound.rollout.Scene.settledOn;
import static io.cpubound.rollout.Scene.steps;
import static io.cpubound.rollout.Scene.upstream;
import static io.cpubound.rollout.ScenePods.available;
import static io.cpubound.rollout.ScenePods.deletedByHand;
import static io.cpubound.rollout.ScenePods.id;
import static io.cpubound.rollout.ScenePods.leaving;
import static io.cpubound.rollout.ScenePods.lost;
import static io.cpubound.rollout.ScenePods.overdue;
import static io.cpubound.rollout.ScenePods.starting;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.rollout.Progress.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A node vanished, and what is left of its pods holds the names that are wanted (trap 21). */
class StandInTest {

    private static final ProgressMemory SETTLED = ProgressMemory.none(NOW).progress("settled 2 new", 2, NOW);

    @Test
    void aSlotWhoseNameIsLostHasAStandInUntilTheNameIsFree() {
        Scene scene = settledOn(NEW, 2).remembering(SETTLED).with(available(NEW, 0), overdue(NEW, 1));
        assertThat(steps(scene.plan())).containsExactly("create new-2");
        Plan served = scene.with(available(NEW, 2)).plan();
        assertThat(served.actions()).isEmpty();
        assertThat(upstream(served)).containsExactly("new-0", "new-2");
        assertThat(served.progress().phase()).isEqualTo(Phase.SCALING);
        assertThat(served.progress().awaited()).contains(new Awaited.Gone(id(NEW, 1)));
        assertThat(steps(scene.without(overdue(NEW, 1)).plan())).containsExactly("create new-1");
        assertThat(steps(scene.with(available(NEW, 1)).plan())).containsExactly("mark new-2");
    }

    @Test
    void aNameThatIsHeldOnlyForAMomentIsWaitedFor() {
        for (PodView going : new PodView[] {lost(NEW, 1), deletedByHand(NEW, 1)}) {
            Scene scene = settledOn(NEW, 2).remembering(SETTLED).with(available(NEW, 0), going);
            assertThat(scene.plan().actions()).isEmpty();
        }
    }

    @Test
    void anAppThatLostAllItsPodsAtOnceIsServedForAtOnceAndEvenWithoutSurge() {
        Scene scene = settledOn(NEW, 2)
                .surge(0, 1)
                .remembering(SETTLED)
                .with(overdue(NEW, 0), overdue(NEW, 1), overdue(NEW, 2));
        Plan first = scene.plan();
        assertThat(steps(first)).containsExactly("create new-3", "create new-4");
        Plan next = scene.remembering(first.memory()).with(starting(NEW, 3)).plan();
        assertThat(steps(next)).containsExactly("create new-4");
    }

    /** As many as are needed, the best of them. */
    @Test
    void aScaleDownKeepsAsManyAsStandInForNames() {
        Scene scene = settledOn(NEW, 2)
                .remembering(SETTLED)
                .with(available(NEW, 0), overdue(NEW, 1), starting(NEW, 2), available(NEW, 3));
        assertThat(steps(scene.plan())).containsExactly("mark new-2");
    }

    @Test
    void whatIsUnprovenIsTriedWhereItsNameIsFreeAndNowhereElse() {
        Scene scene = rolling(2).with(available(OLD, 1), overdue(NEW, 0), overdue(OLD, 0));
        assertThat(steps(scene.plan())).containsExactly("create old-2", "create new-1");
        assertThat(steps(rolling(1).surge(0, 1).with(overdue(NEW, 0)).plan())).containsExactly("create old-0");
    }

    @Test
    void theDeadlineDoesNotRunWhileOnlyALostNameIsAwaited() {
        Scene scene = rolling(2).with(available(NEW, 0), overdue(NEW, 1), available(NEW, 2));
        Plan waiting = scene.plan();
        Instant late = NOW.plus(Duration.ofHours(3));
        Plan still = scene.remembering(waiting.memory()).planAt(late);
        assertThat(still.memory()).isEqualTo(waiting.memory());
        assertThat(still.progress().phase()).isEqualTo(Phase.DEADLINE_EXCEEDED);
        Plan free = scene.without(overdue(NEW, 1)).planAt(late);
        assertThat(free.memory().failure()).isEmpty();
        assertThat(free.memory().lastProgress()).isEqualTo(late);
        assertThat(steps(free)).containsExactly("create new-1");
    }

    /** Nothing shows that it is good: what else is late then is its matter. */
    @Test
    void theDeadlineRunsForARevisionThatIsNotProven() {
        Scene scene = rolling(1).with(available(OLD, 0), overdue(NEW, 0));
        scene.remembering(scene.plan().memory());
        Plan late = scene.planAt(NOW.plus(Duration.ofMinutes(10)));
        assertThat(late.memory().failure().map(Failure::reason)).contains(Failure.DEADLINE);
    }

    /** The first deployment: nothing shows that it is good, and a pod past the wanted ones would be its trial. */
    @Test
    void aFirstDeploymentIsTriedWhereItsNameIsFree() {
        assertThat(steps(settledOn(NEW, 2).with(overdue(NEW, 0)).plan())).containsExactly("create new-1");
    }

    @Test
    void whatStandsInForTheLastServerStaysWhereTheUpdateIsGivenUp() {
        Failure failure = new Failure(NEW, "VerificationFailed", "", NOW, Optional.empty());
        Scene scene = rolling(1)
                .steered(new Steering(
                        Steering.OnFailure.PAUSE,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()))
                .remembering(new ProgressMemory("rolling 1 new", 0, NOW, Optional.of(failure), Optional.empty()))
                .with(leaving(OLD, 0));
        assertThat(steps(scene.plan())).containsExactly("create old-1");

        Plan plan = scene.with(starting(OLD, 1)).plan();

        assertThat(plan.progress().phase()).isEqualTo(Phase.FAILED);
        assertThat(steps(plan))
                .as("no pod of the update would be made in its place")
                .isEmpty();
        assertThat(upstream(plan)).containsExactly("old-0");
    }
}
