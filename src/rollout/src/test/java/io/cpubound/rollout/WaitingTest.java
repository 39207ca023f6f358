package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.OLD;
import static io.cpubound.rollout.Scene.rolling;
import static io.cpubound.rollout.Scene.settledOn;
import static io.cpubound.rollout.ScenePods.available;
import static io.cpubound.rollout.ScenePods.broken;
import static io.cpubound.rollout.ScenePods.id;
import static io.cpubound.rollout.ScenePods.leaving;
import static io.cpubound.rollout.ScenePods.released;
import static io.cpubound.rollout.ScenePods.starting;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The one thing that is told to be waited for. */
class WaitingTest {

    @Test
    void thePodOnItsWayToTheGoalComesBeforeAnOldOneThatIsDown() {
        Plan plan = rolling(2)
                .with(starting(OLD, 0), starting(NEW, 1), available(OLD, 1))
                .plan();
        assertThat(plan.progress().awaited()).contains(new Awaited.Ready(id(NEW, 1), Optional.empty()));
    }

    @Test
    void thePodWithAProblemComesFirst() {
        PodView bad = broken(NEW, 1, "SomethingThatMayMend");
        Plan plan =
                settledOn(NEW, 3).with(starting(NEW, 0), bad, available(NEW, 2)).plan();
        assertThat(plan.progress().awaited()).contains(new Awaited.Ready(bad.id(), bad.problem()));
    }

    @Test
    void aPodThatThisPlanDeletesIsAwaitedToBeGone() {
        Plan plan = settledOn(NEW, 1).with(available(NEW, 0), released(OLD, 0)).plan();
        assertThat(plan.progress().awaited()).contains(new Awaited.Gone(id(OLD, 0)));
    }

    @Test
    void aReleaseIsAwaitedBeforeAnEnd() {
        Plan plan = settledOn(NEW, 1)
                .with(available(NEW, 0), released(OLD, 0), leaving(NEW, 1))
                .plan();
        assertThat(plan.progress().awaited()).contains(new Awaited.Released(id(NEW, 1)));
    }
}
