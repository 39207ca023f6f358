package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.NOW;
import static io.cpubound.rollout.Scene.OLD;
import static io.cpubound.rollout.Scene.rolling;
import static io.cpubound.rollout.Scene.settledOn;
import static io.cpubound.rollout.Scene.steps;
import static io.cpubound.rollout.Scene.upstream;
import static io.cpubound.rollout.ScenePods.available;
import static io.cpubound.rollout.ScenePods.broken;
import static io.cpubound.rollout.ScenePods.id;
import static io.cpubound.rollout.ScenePods.readySince;
import static io.cpubound.rollout.ScenePods.unverified;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cpubound.rollout.Progress.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Partition, freeze, verification and warm-up. */
class SteeringTest {

    private static final WarmUp WARM_UP = new WarmUp(Duration.ofSeconds(60), 3, 10);

    @Test
    void slotsBelowThePartitionStay() {
        Scene scene = rolling(3).partition(2).with(available(OLD, 0), available(OLD, 1), available(OLD, 2));
        assertThat(steps(scene.plan())).containsExactly("create new-2");
    }

    @Test
    void restsWhenTheSlotsFromThePartitionOnAreRolled() {
        Plan plan = rolling(3)
                .partition(2)
                .with(available(OLD, 0), available(OLD, 1), available(NEW, 2))
                .plan();
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.lookAgain()).isEmpty();
        assertThat(plan.progress()).isEqualTo(new Progress(Phase.PARTITIONED, 1, 3, Optional.empty()));
    }

    @Test
    void aLostPodBelowThePartitionIsMadeOfTheCurrentRevision() {
        Plan plan = rolling(3)
                .partition(2)
                .with(available(OLD, 0), available(NEW, 2))
                .plan();
        assertThat(steps(plan)).containsExactly("create old-1");
    }

    @Test
    void aSlotThatWasRolledBeforeThePartitionWasRaisedStaysRolled() {
        Plan plan = rolling(3)
                .partition(2)
                .with(available(NEW, 0), available(OLD, 1), available(NEW, 2))
                .plan();
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.progress().rolled()).isEqualTo(2);
        assertThat(plan.progress().phase()).isEqualTo(Phase.PARTITIONED);
    }

    @Test
    void aLoweredPartitionLetsItGoOn() {
        Scene scene = rolling(3).partition(2).with(available(OLD, 0), available(OLD, 1), available(NEW, 2));
        ProgressMemory rested = scene.plan().memory();
        Plan plan = scene.partition(0).remembering(rested).planAt(NOW.plus(Duration.ofDays(3)));
        assertThat(steps(plan)).containsExactly("create new-0");
        assertThat(plan.progress().phase()).isEqualTo(Phase.ROLLING_OUT);
    }

    @Test
    void aPodOfAnIntermediateRevisionBelowThePartitionGivesWayToTheCurrentOne() {
        Plan plan = rolling(2)
                .partition(2)
                .with(available("other", 0), available(OLD, 1))
                .plan();
        assertThat(steps(plan)).containsExactly("create old-0");
    }

    /** An autoscaler has gone below it. */
    @Test
    void aPartitionPastReplicasKeepsEverySlotWhereItIs() {
        Plan plan = rolling(2)
                .partition(4)
                .with(available(OLD, 0), available(OLD, 1), available(NEW, 4))
                .plan();
        assertThat(steps(plan)).containsExactly("mark new-4");
        Plan scaled = rolling(2)
                .partition(4)
                .with(available(OLD, 0), available(OLD, 1))
                .plan();
        assertThat(scaled.actions()).isEmpty();
        assertThat(scaled.progress()).isEqualTo(new Progress(Phase.PARTITIONED, 0, 2, Optional.empty()));
        assertThat(steps(rolling(2).partition(4).with(available(OLD, 1)).plan()))
                .containsExactly("create old-0");
    }

    @Test
    void aFailureTakesThePodsFromThePartitionOnBackToo() {
        Plan plan = rolling(3)
                .partition(1)
                .with(available(OLD, 0), available(OLD, 1), broken(NEW, 1, "CrashLoopBackOff"), available(OLD, 2))
                .planOnceRecorded();
        assertThat(steps(plan)).containsExactly("mark new-1");
    }

    @Test
    void nothingBeginsInAFreezeAndItIsSaidUntilWhen() {
        Instant until = NOW.plusSeconds(2);
        Plan plan =
                frozen(until, null).with(available(OLD, 0), available(OLD, 1)).plan();
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.progress()).isEqualTo(new Progress(Phase.FROZEN, 0, 2, Optional.of(new Awaited.Thaw(until))));
        assertThat(plan.lookAgain()).contains(Duration.ofSeconds(2));
    }

    @Test
    void inAFreezeALostPodIsMadeAndABadRevisionGoesBack() {
        assertThat(steps(frozen(NOW.plusSeconds(60), null)
                        .with(available(OLD, 0))
                        .plan()))
                .containsExactly("create old-1");
        assertThat(steps(frozen(NOW.plusSeconds(60), null)
                        .with(available(OLD, 0), available(OLD, 1), broken(NEW, 0, "CrashLoopBackOff"))
                        .planOnceRecorded()))
                .containsExactly("mark new-0");
    }

    @Test
    void aPodThatIsInTransitionCompletesInAFreezeAndThenNothingBegins() {
        Scene scene = frozen(NOW.plusSeconds(60), null).with(available(OLD, 0), available(NEW, 0), available(OLD, 1));
        Plan plan = scene.plan();
        assertThat(steps(plan)).containsExactly("mark old-0");
        assertThat(plan.progress().phase()).isEqualTo(Phase.FROZEN);
        assertThat(plan.progress().awaited()).contains(new Awaited.Released(id(OLD, 0)));
        assertThat(scene.without(available(OLD, 0)).plan().actions()).isEmpty();
        assertThat(scene.paused().with(available(OLD, 0)).plan().actions()).isEmpty();
    }

    @Test
    void theOverrideIsForOneRevision() {
        assertThat(steps(frozen(NOW.plusSeconds(60), NEW)
                        .with(available(OLD, 0), available(OLD, 1))
                        .plan()))
                .containsExactly("create new-0");
        assertThat(steps(frozen(NOW.plusSeconds(60), "older")
                        .with(available(OLD, 0), available(OLD, 1))
                        .plan()))
                .isEmpty();
    }

    @Test
    void aFreezeThatIsOverHoldsNothing() {
        assertThat(steps(frozen(NOW, null)
                        .with(available(OLD, 0), available(OLD, 1))
                        .plan()))
                .containsExactly("create new-0");
    }

    @Test
    void aPodIsVerifiedWhenItsContainersAreReadyAndThatIsAwaited() {
        Plan plan = rolling(1).with(available(OLD, 0), unverified(NEW, 0)).plan();
        assertThat(steps(plan)).containsExactly("verify new-0");
        assertThat(upstream(plan)).containsExactly("old-0");
        assertThat(plan.progress().awaited()).contains(new Awaited.Verified(id(NEW, 0)));
    }

    @Test
    void aPodThatLeavesIsNotVerified() {
        Plan plan =
                settledOn(OLD, 1).with(available(OLD, 0), unverified(NEW, 0)).plan();
        assertThat(steps(plan)).containsExactly("mark new-0");
    }

    @ParameterizedTest
    @CsvSource({"0, 10, 20", "19, 10, 1", "20, 40, 20", "45, 70, 15", "59, 70, 1", "60, 100, 0", "600, 100, 0"})
    void theShareGrowsInEqualSteps(int seconds, int percent, int untilNext) {
        assertThat(WARM_UP.percent(Duration.ofSeconds(seconds))).isEqualTo(percent);
        assertThat(WARM_UP.untilNextStep(Duration.ofSeconds(seconds))).isEqualTo(Duration.ofSeconds(untilNext));
    }

    @Test
    void aPodThatWarmsUpIsListedWithItsShareAndItsPredecessorStays() {
        PodView young = listed(readySince(NEW, 0, NOW.minusSeconds(25)));
        Plan plan = rolling(1).warmUp(WARM_UP).with(available(OLD, 0), young).plan();
        assertThat(plan.actions()).isEmpty();
        assertThat(upstream(plan)).containsExactly("new-0", "old-0");
        assertThat(plan.warming()).isEqualTo(Map.of(young.id(), 40));
        assertThat(plan.progress().awaited()).contains(new Awaited.WarmedUp(young.id(), 40));
    }

    @Test
    void aPodThatIsMarkedHasNoShareAnyMore() {
        PodView young = listed(readySince(NEW, 0, NOW.minusSeconds(25)));
        Plan plan = rolling(1).warmUp(WARM_UP).with(available(OLD, 0), young).plan();
        assertThat(plan.marked(Set.of(young.id())).warming()).isEmpty();
        assertThat(plan.marked(Set.of(id(OLD, 0))).warming()).containsOnlyKeys(young.id());
    }

    @Test
    void aPodThatIsWarmTakesOver() {
        PodView warm = listed(readySince(NEW, 0, NOW.minusSeconds(60)));
        Plan plan = rolling(1).warmUp(WARM_UP).with(available(OLD, 0), warm).plan();
        assertThat(steps(plan)).containsExactly("mark old-0");
        assertThat(plan.warming()).isEmpty();
    }

    @Test
    void theWarmUpBeginsWhenThePodHasBeenReadyForLongEnough() {
        PodView young = listed(readySince(NEW, 0, NOW.minusSeconds(30)));
        Plan plan = rolling(1)
                .warmUp(WARM_UP)
                .minReady(Duration.ofSeconds(30))
                .with(available(OLD, 0), young)
                .plan();
        assertThat(plan.warming()).containsEntry(young.id(), 10);
    }

    private static PodView listed(PodView pod) {
        return new PodView(
                pod.id(),
                pod.slot(),
                pod.revision(),
                pod.created(),
                pod.stage(),
                pod.readySince(),
                pod.leaving(),
                pod.endpoint(),
                true,
                false,
                false,
                Optional.empty());
    }

    private static Scene frozen(Instant until, String override) {
        return rolling(2)
                .steered(new Steering(
                        Steering.OnFailure.ROLLBACK,
                        Optional.of(until),
                        Optional.ofNullable(override),
                        Optional.empty(),
                        Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource({"0, 1, 10", "-1, 1, 10", "1, 0, 10", "1, 1, 0", "1, 1, 100"})
    void refusesAWarmUpThatIsNone(int seconds, int steps, int startPercent) {
        assertThatThrownBy(() -> new WarmUp(Duration.ofSeconds(seconds), steps, startPercent))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3600, 20, 99"})
    void takesTheSmallestAndTheLargestWarmUp(int seconds, int steps, int startPercent) {
        WarmUp warmUp = new WarmUp(Duration.ofSeconds(seconds), steps, startPercent);
        assertThat(warmUp.percent(Duration.ZERO)).isEqualTo(startPercent);
    }
}
