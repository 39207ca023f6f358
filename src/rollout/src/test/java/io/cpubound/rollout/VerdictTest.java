package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.NOW;
import static io.cpubound.rollout.Scene.OLD;
import static io.cpubound.rollout.Scene.rolling;
import static io.cpubound.rollout.Scene.rollingWith;
import static io.cpubound.rollout.Scene.settledOn;
import static io.cpubound.rollout.Scene.steps;
import static io.cpubound.rollout.Scene.upstream;
import static io.cpubound.rollout.ScenePods.available;
import static io.cpubound.rollout.ScenePods.broken;
import static io.cpubound.rollout.ScenePods.leaving;
import static io.cpubound.rollout.ScenePods.starting;
import static io.cpubound.rollout.ScenePods.troubled;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.Progress.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a revision is given up, and when not (traps 8, 9). */
class VerdictTest {

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

    /** A cluster that adds nodes on demand may take longer than others. */
    @Test
    void aPodHasAsLongToFindANodeAsTheSpecSays() {
        Scene scene = rollingWith(troubled(NEW, 0, NOW, new PodProblem("Unschedulable", "", NOW, 0)))
                .schedulingDeadline(Duration.ofMinutes(5));
        assertThat(scene.planAt(NOW.plusSeconds(299)).memory().failure()).isEmpty();
        assertThat(scene.planAt(NOW.plusSeconds(300)).memory().failure().map(Failure::reason))
                .contains("Unschedulable");
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
