package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.NOW;
import static io.cpubound.rollout.Scene.OLD;
import static io.cpubound.rollout.Scene.available;
import static io.cpubound.rollout.Scene.broken;
import static io.cpubound.rollout.Scene.leaving;
import static io.cpubound.rollout.Scene.rolling;
import static io.cpubound.rollout.Scene.settledOn;
import static io.cpubound.rollout.Scene.starting;
import static io.cpubound.rollout.Scene.steps;
import static io.cpubound.rollout.Scene.troubled;
import static io.cpubound.rollout.Scene.upstream;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.Progress.Phase;
import io.cpubound.rollout.Steering.OnFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a revision is given up, and what becomes of the rollout then (traps 8, 9, 12, 13, 14). */
class FailureTest {

    private static final Steering PAUSE = steering(OnFailure.PAUSE, null, null);

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ImagePullBackOff",
                "ErrImageNeverPull",
                "InvalidImageName",
                "CrashLoopBackOff",
                "CreateContainerError",
                "RunContainerError",
                PodProblem.VERIFICATION_FAILED
            })
    void goesBackAtTheFirstPodThatShowsTheRevisionIsBad(String reason) {
        PodView bad = troubled(NEW, 0, NOW, new PodProblem(reason, "says the API", NOW, 0));
        Plan plan = rollingWith(bad).planOnceRecorded();
        assertThat(steps(plan)).containsExactly("mark new-0");
        assertThat(upstream(plan)).containsExactly("old-0", "old-1", "old-2");
        assertThat(plan.target()).isEqualTo(OLD);
        assertThat(plan.progress().phase()).isEqualTo(Phase.ROLLING_BACK);
        assertThat(plan.memory().failure())
                .contains(new Failure(NEW, reason, "says the API", NOW, Optional.of(bad.id())));
    }

    @ParameterizedTest
    @CsvSource({
        "ErrImagePull, 7, false",
        "ErrImagePull, 8, true",
        "CreateContainerConfigError, 7, false",
        "CreateContainerConfigError, 8, true",
        "Unschedulable, 119, false",
        "Unschedulable, 120, true"
    })
    void givesTimeToWhatMayMend(String reason, int seconds, boolean fails) {
        Instant began = NOW.minusSeconds(seconds);
        Plan plan = rollingWith(troubled(NEW, 0, began, new PodProblem(reason, "", began, 0)))
                .plan();
        assertThat(plan.memory().failure().isPresent()).isEqualTo(fails);
        assertThat(plan.lookAgain().orElseThrow()).isLessThanOrEqualTo(Duration.ofSeconds(fails ? 5 : 1));
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, true"})
    void takesTheSecondRestartForALoopWhateverTheContainerDoesNow(int restarts, boolean fails) {
        Plan plan = rollingWith(troubled(NEW, 0, NOW, new PodProblem("OOMKilled", "", NOW, restarts)))
                .plan();
        assertThat(plan.memory().failure().isPresent()).isEqualTo(fails);
    }

    @Test
    void aPodThatLeavesOrIsOfAnotherRevisionShowsNothing() {
        Plan plan = rolling(2)
                .with(broken(OLD, 0, "CrashLoopBackOff"), available(OLD, 1), broken("other", 1, "CrashLoopBackOff"))
                .plan();
        assertThat(plan.memory().failure()).isEmpty();
        assertThat(plan.target()).isEqualTo(NEW);
    }

    @Test
    void theRevisionThatTheAppIsSettledOnIsNeverGivenUp() {
        Plan plan = settledOn(NEW, 2)
                .with(available(NEW, 0), broken(NEW, 1, "CrashLoopBackOff"))
                .plan();
        assertThat(plan.memory().failure()).isEmpty();
        assertThat(plan.progress().phase()).isNotEqualTo(Phase.ROLLING_BACK);
    }

    @Test
    void theProgressDeadlineIsAFailureToo() {
        Scene scene = rolling(1).with(available(OLD, 0), starting(NEW, 0));
        scene.remembering(scene.plan().memory());
        Plan plan = scene.planOnceRecordedAt(NOW.plus(Duration.ofMinutes(10)));
        assertThat(steps(plan)).containsExactly("mark new-0");
        assertThat(plan.memory().failure().map(Failure::reason)).contains(Failure.DEADLINE);
    }

    /** Else an operator that dies after the mark and before the write would try the bad revision with a second pod. */
    @Test
    void aVerdictIsWrittenDownBeforeAnythingIsDoneAboutIt() {
        PodView bad = broken(NEW, 0, "CrashLoopBackOff");
        Plan plan = rollingWith(bad).plan();
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.memory().failure()).isPresent();
        assertThat(plan.target()).isEqualTo(OLD);
        assertThat(plan.lookAgain()).contains(Duration.ofMillis(100));
        assertThat(upstream(plan)).containsExactly("old-0", "old-1", "old-2");
    }

    /** The same of a retry: the new pod must not be older than the retry that is remembered. */
    @Test
    void aRetryIsWrittenDownBeforeANewPodIsMade() {
        ProgressMemory failed =
                rollingWith(broken(NEW, 0, "CrashLoopBackOff")).plan().memory();
        Scene scene = rolling(1)
                .with(available(OLD, 0))
                .steered(steering(OnFailure.ROLLBACK, null, NOW))
                .remembering(failed);
        Plan plan = scene.plan();
        assertThat(plan.actions()).isEmpty();
        assertThat(plan.memory().retriedAt()).contains(NOW);
        assertThat(steps(scene.remembering(plan.memory()).plan())).containsExactly("create new-0");
    }

    /** A member that the plan after this one marks is still there, with its share. */
    @Test
    void whileAVerdictIsWrittenDownTheUpstreamStaysAsItIs() {
        WarmUp warmUp = new WarmUp(Duration.ofSeconds(100), 2, 10);
        Plan plan = rolling(1)
                .warmUp(warmUp)
                .with(available(OLD, 0), available(NEW, 0))
                .steered(steering(OnFailure.ROLLBACK, NEW, null))
                .plan();
        assertThat(plan.actions()).isEmpty();
        assertThat(upstream(plan)).containsExactly("new-0", "old-0");
        assertThat(plan.warming()).isEqualTo(Map.of(Scene.id(NEW, 0), 55, Scene.id(OLD, 0), 55));
    }

    @Test
    void whereItStopsForALookALostPodIsMadeOfTheCurrentRevisionEvenIfNothingOfItIsLeft() {
        Scene scene = rolling(3)
                .with(available(NEW, 0), broken(NEW, 1, "CrashLoopBackOff"))
                .steered(PAUSE);
        assertThat(steps(scene.planOnceRecorded())).containsExactly("create old-2");
    }

    @Test
    void anAutoscalerDoesNotKeepAVersionThatNeverGetsReadyFromItsVerdict() {
        Scene scene = rolling(1).with(available(OLD, 0), starting(NEW, 0));
        Instant nearly = NOW.plus(Duration.ofMinutes(9));
        scene.remembering(scene.plan().memory()).replicas(2);
        scene.remembering(scene.planAt(nearly).memory()).replicas(1);
        Plan plan = scene.planAt(NOW.plus(Duration.ofMinutes(10)));
        assertThat(plan.memory().failure().map(Failure::reason)).contains(Failure.DEADLINE);
    }

    /** The old pod below the partition finds no node: that says nothing about the revision of the others. */
    @Test
    void aPodThatIsLostWhileAPartitionHoldsIsNoFaultOfTheUpdate() {
        Scene scene = rolling(2).partition(1).with(available(OLD, 0), available(NEW, 1));
        ProgressMemory rested = scene.plan().memory();
        scene.without(available(OLD, 0)).remembering(rested);
        Plan lost = scene.with(starting(OLD, 0)).plan();
        Plan late = scene.remembering(lost.memory()).planAt(NOW.plus(Duration.ofMinutes(10)));
        assertThat(late.memory().failure()).isEmpty();
        assertThat(late.progress().phase()).isEqualTo(Phase.DEADLINE_EXCEEDED);
    }

    /** One proxy does not let go of the last old pod: it is late, but the revision is fine. */
    @Test
    void aDrainThatDoesNotEndIsNoFaultOfTheUpdate() {
        Scene scene = rolling(1).with(leaving(OLD, 0), available(NEW, 0));
        scene.remembering(scene.plan().memory());
        Plan late = scene.planAt(NOW.plus(Duration.ofMinutes(10)));
        assertThat(late.memory().failure()).isEmpty();
        assertThat(late.progress().phase()).isEqualTo(Phase.DEADLINE_EXCEEDED);
    }

    @Test
    void aRevisionThatCameWhileThereWereNoPodsHasTheDeadlineToShowWhatItIsWorth() {
        Scene scene = rolling(0).surge(0, 1);
        scene.remembering(scene.plan().memory()).replicas(1);
        Plan scaled = scene.plan();
        assertThat(steps(scaled)).containsExactly("create new-0");
        scene.with(starting(NEW, 0)).remembering(scaled.memory());
        Plan late = scene.planAt(NOW.plus(Duration.ofMinutes(10)));
        assertThat(late.memory().failure().map(Failure::reason)).contains(Failure.DEADLINE);
    }

    @Test
    void aLoweredPartitionBeginsARolloutWithADeadlineOfItsOwn() {
        Scene scene = rolling(2).partition(1).with(available(OLD, 0), available(NEW, 1));
        scene.remembering(scene.plan().memory()).partition(0);
        Instant lowered = NOW.plus(Duration.ofDays(1));
        Plan begun = scene.planAt(lowered);
        scene.remembering(begun.memory()).with(starting(NEW, 0));
        Instant end = lowered.plus(Duration.ofMinutes(10));
        assertThat(scene.planAt(end.minusSeconds(1)).memory().failure()).isEmpty();
        assertThat(scene.planAt(end).memory().failure().map(Failure::reason)).contains(Failure.DEADLINE);
    }

    @Test
    void aRetryReplacesOnlyPodsOfTheRevisionThatIsTriedAgain() {
        PodView old = troubled(OLD, 1, NOW.minusSeconds(90), new PodProblem("CrashLoopBackOff", "", NOW, 5));
        Scene scene = rolling(2)
                .with(available(OLD, 0), broken(NEW, 0, "CrashLoopBackOff"), old)
                .steered(PAUSE);
        scene.remembering(scene.plan().memory()).steered(steering(OnFailure.PAUSE, null, NOW));
        assertThat(steps(scene.planOnceRecordedAt(NOW.plusSeconds(1)))).containsExactly("mark new-0");
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
    void aRetryForgetsTheFailureAndBeginsWithANewPod() {
        PodView bad = broken(NEW, 0, "CrashLoopBackOff");
        Scene scene = rollingWith(bad).steered(PAUSE);
        ProgressMemory failed = scene.plan().memory();
        Steering retry = steering(OnFailure.PAUSE, null, NOW);
        Plan plan = scene.steered(retry).remembering(failed).planOnceRecordedAt(NOW.plusSeconds(30));
        assertThat(steps(plan)).containsExactly("mark new-0");
        assertThat(plan.memory().failure()).isEmpty();
        assertThat(plan.memory().retriedAt()).contains(NOW.plusSeconds(30));

        Plan fresh = rollingWith(troubled(
                        NEW, 0, NOW.plusSeconds(40), new PodProblem("CrashLoopBackOff", "", NOW.plusSeconds(41), 2)))
                .steered(retry)
                .remembering(plan.memory())
                .planAt(NOW.plusSeconds(41));
        assertThat(fresh.memory().failure().map(Failure::at)).contains(NOW.plusSeconds(41));
    }

    @Test
    void aRetryStartsTheDeadlineAnew() {
        Scene scene = rolling(1).with(available(OLD, 0), starting(NEW, 0)).steered(PAUSE);
        scene.remembering(scene.plan().memory());
        Instant late = NOW.plus(Duration.ofMinutes(10));
        ProgressMemory failed = scene.planAt(late).memory();
        Plan plan = scene.steered(steering(OnFailure.PAUSE, null, late))
                .remembering(failed)
                .planAt(late.plusSeconds(1));
        assertThat(plan.memory().failure()).isEmpty();
        assertThat(plan.progress().phase()).isEqualTo(Phase.ROLLING_OUT);
    }

    @Test
    void aRetryOfAnotherFailureIsNone() {
        Scene scene = rollingWith(broken(NEW, 0, "CrashLoopBackOff"));
        ProgressMemory failed = scene.plan().memory();
        Plan plan = scene.steered(steering(OnFailure.ROLLBACK, null, NOW.minusSeconds(1)))
                .remembering(failed)
                .plan();
        assertThat(plan.memory().failure()).isEqualTo(failed.failure());
    }

    @Test
    void anAbortGoesBackEvenWhilePausedAndWhateverIsSaidOfFailures() {
        Plan plan = rollingWith(starting(NEW, 0))
                .paused()
                .steered(steering(OnFailure.PAUSE, NEW, null))
                .planOnceRecorded();
        assertThat(steps(plan)).containsExactly("mark new-0");
        assertThat(plan.progress().phase()).isEqualTo(Phase.ROLLING_BACK);
        assertThat(plan.memory().failure().map(Failure::reason)).contains(Failure.ABORTED);
    }

    @Test
    void anAbortOfAnotherRevisionOrOfASettledOneIsNone() {
        assertThat(rollingWith(starting(NEW, 0))
                        .steered(steering(OnFailure.ROLLBACK, "older", null))
                        .plan()
                        .memory()
                        .failure())
                .isEmpty();
        assertThat(settledOn(NEW, 1)
                        .with(available(NEW, 0))
                        .steered(steering(OnFailure.ROLLBACK, NEW, null))
                        .plan()
                        .progress()
                        .phase())
                .isEqualTo(Phase.COMPLETE);
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
        assertThat(plan.progress().awaited()).contains(new Awaited.Released(Scene.id(NEW, 0)));
    }

    private static Scene rollingWith(PodView pod) {
        return rolling(3).with(available(OLD, 0), pod, available(OLD, 1), available(OLD, 2));
    }

    private static Steering steering(OnFailure onFailure, String abort, Instant retry) {
        return new Steering(
                onFailure, Optional.empty(), Optional.empty(), Optional.ofNullable(abort), Optional.ofNullable(retry));
    }

    @Test
    void aProblemOfAnotherRevisionBringsNoEarlierLook() {
        PodView old = troubled(OLD, 1, NOW.minusSeconds(5), new PodProblem("ErrImagePull", "", NOW, 0));
        Plan plan = rolling(2).with(available(OLD, 0), old).plan();
        assertThat(plan.lookAgain()).contains(Duration.ofSeconds(5));
    }

    /** A timer of less than a millisecond would be one of none. */
    @Test
    void looksAgainInWholeMilliseconds() {
        Instant began = NOW.minusSeconds(8).plusNanos(1);
        Plan plan = rollingWith(troubled(NEW, 0, began, new PodProblem("ErrImagePull", "", began, 0)))
                .plan();
        assertThat(plan.lookAgain()).contains(Duration.ofMillis(1));
    }
}
