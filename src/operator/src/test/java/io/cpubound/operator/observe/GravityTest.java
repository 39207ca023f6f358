package io.cpubound.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.rollout.Desired;
import io.cpubound.rollout.Observed;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.PodView.Stage;
import io.cpubound.rollout.ProgressMemory;
import io.cpubound.rollout.RolloutPlanner;
import io.cpubound.rollout.RolloutSettings;
import io.cpubound.rollout.Steering;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GravityTest {

    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "ImagePullBackOff, 0",
        "ErrImageNeverPull, 0",
        "InvalidImageName, 0",
        "CrashLoopBackOff, 1",
        "CreateContainerError, 0",
        "RunContainerError, 0",
        "VerificationFailed, 0",
        "ErrImagePull, 0",
        "CreateContainerConfigError, 0",
        "Unschedulable, 0",
        "Error, 0",
        "Error, 1",
        "Error, 2",
        "OOMKilled, 1",
        "OOMKilled, 2",
        "Completed, 1",
        "SchedulingGated, 0",
    })
    void isWhatThePlannerMakesOfIt(String reason, int restarts) {
        PodProblem problem = new PodProblem(reason, "", NOW, restarts);

        assertThat(Gravity.of(problem))
                .isEqualTo(
                        givenUp(problem, Duration.ZERO)
                                ? Gravity.VERDICT
                                : givenUp(problem, Duration.ofMinutes(5)) ? Gravity.VERDICT_LATER : Gravity.NO_VERDICT);
    }

    /** Whether a revision is given up for a pod that has had a problem for so long; the deadline is far away. */
    private static boolean givenUp(PodProblem problem, Duration since) {
        PodView bad = new PodView(
                new PodId("app-new-0", "uid"),
                0,
                "new",
                NOW,
                Stage.STARTING,
                Optional.empty(),
                false,
                Optional.empty(),
                false,
                true,
                false,
                Optional.of(problem));
        Desired desired = new Desired(
                1,
                "new",
                "old",
                new RolloutSettings(1, 0, Duration.ZERO, Duration.ofHours(1), 0, Optional.empty(), false),
                new Steering(
                        Steering.OnFailure.ROLLBACK,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()));
        return RolloutPlanner.plan(desired, new Observed(List.of(bad), ProgressMemory.none(NOW)), NOW.plus(since))
                .memory()
                .failure()
                .isPresent();
    }
}
