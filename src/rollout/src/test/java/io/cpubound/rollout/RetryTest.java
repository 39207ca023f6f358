package io.cpubound.rollout;

import static io.cpubound.rollout.Scene.NEW;
import static io.cpubound.rollout.Scene.NOW;
import static io.cpubound.rollout.Scene.OLD;
import static io.cpubound.rollout.Scene.rolling;
import static io.cpubound.rollout.Scene.rollingWith;
import static io.cpubound.rollout.Scene.settledOn;
import static io.cpubound.rollout.Scene.steering;
import static io.cpubound.rollout.Scene.steps;
import static io.cpubound.rollout.Scene.upstream;
import static io.cpubound.rollout.ScenePods.available;
import static io.cpubound.rollout.ScenePods.broken;
import static io.cpubound.rollout.ScenePods.starting;
import static io.cpubound.rollout.ScenePods.troubled;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.Progress.Phase;
import io.cpubound.rollout.Steering.OnFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is written down before it is done, and what the user says to it: retry and abort (traps 12, 14). */
class RetryTest {

    private static final Steering PAUSE = steering(OnFailure.PAUSE, null, null);

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
        assertThat(plan.warming()).isEqualTo(Map.of(ScenePods.id(NEW, 0), 55, ScenePods.id(OLD, 0), 55));
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

    /** As the status advises: it failed, stays where it is, and the user wants it to go back. */
    @Test
    void anAbortTakesBackWhatFailedAndStayed() {
        Scene scene = rollingWith(broken(NEW, 0, "CrashLoopBackOff")).steered(PAUSE);
        scene.remembering(scene.plan().memory()).steered(steering(OnFailure.PAUSE, NEW, null));
        Plan plan = scene.planOnceRecordedAt(NOW.plusSeconds(1));
        assertThat(steps(plan)).containsExactly("mark new-0");
        assertThat(plan.progress().phase()).isEqualTo(Phase.ROLLING_BACK);
        assertThat(plan.memory().failure().map(Failure::reason)).contains(Failure.ABORTED);
        Plan later = scene.remembering(plan.memory()).planAt(NOW.plusSeconds(60));
        assertThat(later.memory().failure())
                .as("given up once")
                .isEqualTo(plan.memory().failure());
    }

    @Test
    void anAbortOfWhatGoesBackAnywayTellsStillWhyItDoes() {
        Scene scene = rollingWith(broken(NEW, 0, "CrashLoopBackOff"));
        ProgressMemory failed = scene.plan().memory();
        Plan plan = scene.remembering(failed)
                .steered(steering(OnFailure.ROLLBACK, NEW, null))
                .plan();
        assertThat(plan.memory().failure()).isEqualTo(failed.failure());
    }

    /** The API server tells times in whole seconds: a pod that is made in the second of the retry is made after it. */
    @Test
    void aPodThatIsMadeInTheSecondOfTheRetryIsItsTrial() {
        Instant retried = NOW.plusSeconds(30).plusMillis(300);
        Steering retry = steering(OnFailure.ROLLBACK, null, NOW);
        ProgressMemory failed =
                rollingWith(broken(NEW, 0, "CrashLoopBackOff")).plan().memory();
        Plan plan = rolling(1)
                .with(available(OLD, 0))
                .steered(retry)
                .remembering(failed)
                .planAt(retried);
        PodView bad =
                troubled(NEW, 0, NOW.plusSeconds(30), new PodProblem("CrashLoopBackOff", "", NOW.plusSeconds(31), 2));
        Plan judged = rolling(1)
                .with(available(OLD, 0), bad)
                .steered(retry)
                .remembering(plan.memory())
                .planAt(retried.plusSeconds(1));
        assertThat(judged.memory().failure().map(Failure::reason)).contains("CrashLoopBackOff");
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
}
