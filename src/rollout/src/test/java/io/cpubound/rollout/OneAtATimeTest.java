package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.OLD;
import static io.cpubound.rollout.Scene.rolling;
import static io.cpubound.rollout.Scene.settledOn;
import static io.cpubound.rollout.Scene.steps;
import static io.cpubound.rollout.Scene.upstream;
import static io.cpubound.rollout.ScenePods.available;
import static io.cpubound.rollout.ScenePods.leaving;
import static io.cpubound.rollout.ScenePods.readySince;
import static io.cpubound.rollout.ScenePods.released;
import static io.cpubound.rollout.ScenePods.starting;
import static io.cpubound.rollout.ScenePods.terminating;
import static io.cpubound.rollout.ScenePods.unlisted;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The usual rollout, look by look. */
class OneAtATimeTest {

    @Test
    void triesTheNewRevisionWithOnePodBesideTheFirstOldOne() {
        Plan plan = rolling(3)
                .with(available(OLD, 0), available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).containsExactly("create new-0");
        assertThat(upstream(plan)).containsExactly("old-0", "old-1", "old-2");
        assertThat(plan.progress())
                .isEqualTo(new Progress(Progress.Phase.ROLLING_OUT, 0, 3, Optional.of(new Awaited.Created(0, NEW))));
    }

    @Test
    void keepsEveryOldPodWhileTheNewOneStarts() {
        Plan plan = rolling(3)
                .with(available(OLD, 0), starting(NEW, 0), available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).isEmpty();
        assertThat(plan.progress().awaited()).contains(new Awaited.Ready(ScenePods.id(NEW, 0), Optional.empty()));
    }

    @Test
    void keepsEveryOldPodUntilAllProxiesListTheNewOne() {
        Plan plan = rolling(3)
                .with(available(OLD, 0), unlisted(NEW, 0), available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).isEmpty();
        assertThat(upstream(plan)).containsExactly("new-0", "old-0", "old-1", "old-2");
        assertThat(plan.progress().awaited()).contains(new Awaited.Listed(ScenePods.id(NEW, 0)));
    }

    @Test
    void marksTheOldPodWhenTheNewOneIsAvailableAndTakesItOutOfTheUpstreamWithItsMark() {
        Plan plan = rolling(3)
                .with(available(OLD, 0), available(NEW, 0), available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).containsExactly("mark old-0");
        assertThat(upstream(plan.marked(Set.of(ScenePods.id(OLD, 0))))).containsExactly("new-0", "old-1", "old-2");
        assertThat(upstream(plan.marked(Set.of())))
                .as("a disruption budget may refuse the mark")
                .containsExactly("new-0", "old-0", "old-1", "old-2");
    }

    @Test
    void drainsThePodBeforeItIsDeleted() {
        Plan plan = rolling(3)
                .with(leaving(OLD, 0), available(NEW, 0), available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).isEmpty();
        assertThat(upstream(plan)).containsExactly("new-0", "old-1", "old-2");
        assertThat(plan.progress().awaited()).contains(new Awaited.Released(ScenePods.id(OLD, 0)));
    }

    @Test
    void deletesThePodWhenEveryProxyHasLetGoOfIt() {
        Plan plan = rolling(3)
                .with(released(OLD, 0), available(NEW, 0), available(OLD, 1), available(OLD, 2))
                .plan();
        assertThat(steps(plan)).containsExactly("delete old-0");
    }

    @Test
    void beginsTheNextSlotOnlyWhenThePreviousOldPodIsGone() {
        Scene scene = rolling(3).with(terminating(OLD, 0), available(NEW, 0), available(OLD, 1), available(OLD, 2));
        Plan whileTerminating = scene.plan();
        Plan whenGone = scene.without(terminating(OLD, 0)).plan();
        assertThat(steps(whileTerminating)).isEmpty();
        assertThat(whileTerminating.progress().awaited()).contains(new Awaited.Gone(ScenePods.id(OLD, 0)));
        assertThat(steps(whenGone)).containsExactly("create new-1");
    }

    @Test
    void plansNothingAndNeedsNoLookWhenSettled() {
        Plan plan = settledOn(NEW, 2).with(available(NEW, 0), available(NEW, 1)).plan();
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.lookAgain()).isEmpty();
        assertThat(plan.progress()).isEqualTo(new Progress(Progress.Phase.COMPLETE, 2, 2, Optional.empty()));
    }

    @Test
    void looksAgainExactlyWhenAPodHasBeenReadyForLongEnough() {
        Plan plan = rolling(1)
                .minReady(Duration.ofSeconds(10))
                .with(available(OLD, 0), readySince(NEW, 0, Scene.NOW.minusMillis(7500)))
                .plan();
        assertThat(plan.lookAgain()).contains(Duration.ofMillis(2500));
        assertThat(upstream(plan)).containsExactly("old-0");
        assertThat(plan.progress().awaited())
                .contains(new Awaited.MinReady(ScenePods.id(NEW, 0), Duration.ofMillis(2500)));
    }

    @Test
    void repeatsItsActionsFromALaggingCacheAndNeverAddsOne() {
        Scene scene = rolling(3).with(available(OLD, 0), available(OLD, 1), available(OLD, 2));
        assertThat(scene.plan()).isEqualTo(scene.plan());
    }

    @Test
    void aRevisionThatHasProvenItselfIsTrustedOnlyWhileAPodOfItServes() {
        ProgressMemory proved = ProgressMemory.none(Scene.NOW).progress("rolling 4 new", 1, Scene.NOW);
        Scene three = rolling(4)
                .surge(2, 0)
                .remembering(proved)
                .with(available(OLD, 1), available(OLD, 2), available(OLD, 3), available(OLD, 0));

        Plan served = three.with(unlisted(NEW, 0)).plan();
        assertThat(steps(served))
                .as("a new configuration is on its way to the proxies")
                .contains("create new-1");

        three.without(unlisted(NEW, 0));
        Plan gotUnready = three.with(starting(NEW, 0)).plan();
        assertThat(steps(gotUnready)).as("it is on trial again").isEmpty();
    }
}
