package io.cpubound.rollout;

import io.cpubound.rollout.Progress.Phase;
import io.cpubound.rollout.Steering.OnFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Decides what a rollout does next: first where to go (on to the update revision, back to the current one, or nowhere for
 * now), then how the pods get there ({@link PodPlanner}).
 *
 * <p>Example: three pods of r1, and r2 is wanted. The first pod of r2 crashes twice. r2 is given up, and remembered; r1 is the
 * target again, so the pod of r2 is what is outdated, and leaves through the same drain as any other.
 */
public final class RolloutPlanner {

    /** The time for the memory to be written. */
    private static final Duration RECORDING = Duration.ofMillis(100);

    private RolloutPlanner() {}

    /**
     * The plan for one look at the world.
     *
     * <p>The actions are to be taken in their order. Any of them may fail or be refused; the next look plans it again.
     *
     * <p>A look that gives a revision up, or tries it again, only says so in the memory; the steps follow when that is
     * written. Example: the first pod of r2 crashes, is marked to leave, and the operator dies before it has written why. The
     * next one would see a pod on its way out and nothing wrong, and try r2 with a second pod.
     *
     * @param now the API server's idea of the time, as good as the caller knows it
     */
    public static Plan plan(Desired desired, Observed observed, Instant now) {
        Plan plan = decided(desired, observed, now);
        boolean recorded = isIn(plan.memory().failure(), observed.memory().failure())
                && isIn(plan.memory().retriedAt(), observed.memory().retriedAt());
        if (recorded) {
            // Whole milliseconds, rounded up: a timer that fires a moment early would only look once more.
            return plan.lookingAgain(plan.lookAgain()
                    .map(left -> Duration.ofMillis(left.plusNanos(999_999).toMillis())));
        }
        return PodPlanner.withoutSteps(plan, desired, observed, now).lookingAgain(Optional.of(RECORDING));
    }

    private static Plan decided(Desired desired, Observed observed, Instant now) {
        Judgement judgement = Judgement.of(desired, observed, now);
        if (judgement.failure().isEmpty()) {
            Plan plan = onwards(desired, remembering(observed, judgement), now);
            Fleet fleet = Fleet.of(desired, Hold.NONE, observed, now);
            boolean late = plan.progress().phase() == Phase.DEADLINE_EXCEEDED
                    && Episode.isRolling(plan.memory())
                    && !fleet.arrived()
                    && !fleet.awaitsOnlyNames();
            if (!late || isSettledOn(desired)) {
                return plan;
            }
            judgement = new Judgement(Optional.of(late(desired, now)), Optional.empty());
        }
        Failure failure = judgement.failure().orElseThrow();
        Observed judged = remembering(observed, judgement);
        boolean back = desired.steering().onFailure() == OnFailure.ROLLBACK
                || failure.reason().equals(Failure.ABORTED);
        return back ? back(desired, judged, now) : stay(desired, judged, failure, now);
    }

    private static <T> boolean isIn(Optional<T> verdict, Optional<T> memory) {
        return verdict.isEmpty() || verdict.equals(memory);
    }

    private static Plan onwards(Desired desired, Observed observed, Instant now) {
        Steering steering = desired.steering();
        Optional<Instant> thaw = steering.frozenUntil()
                .filter(until -> !isSettledOn(desired)
                        && until.isAfter(now)
                        && !steering.freezeOverride().equals(Optional.of(desired.updateRevision())));
        Hold hold = desired.settings().paused() ? Hold.PAUSE : thaw.isPresent() ? Hold.FREEZE : Hold.NONE;
        Plan plan = PodPlanner.plan(desired, hold, observed, now);
        plan = plan.lookingAgain(sooner(plan, Judgement.nextVerdict(desired, observed, now)));
        if (hold != Hold.FREEZE || plan.progress().phase() != Phase.PAUSED) {
            return plan;
        }
        Awaited awaited = plan.progress()
                .awaited()
                .filter(what -> !(what instanceof Awaited.Resume))
                .orElse(new Awaited.Thaw(thaw.orElseThrow()));
        return plan.with(progress(plan, Phase.FROZEN, Optional.of(awaited)))
                .lookingAgain(sooner(plan, Optional.of(Duration.between(now, thaw.orElseThrow()))));
    }

    /** To where it was; neither a pause, nor a freeze, nor a partition keeps it from that. */
    private static Plan back(Desired desired, Observed observed, Instant now) {
        Desired target = new Desired(
                desired.replicas(),
                desired.currentRevision(),
                desired.currentRevision(),
                desired.settings().unhindered(),
                desired.steering());
        Plan plan = PodPlanner.plan(target, Hold.NONE, observed, now);
        Phase phase =
                switch (plan.progress().phase()) {
                    case COMPLETE -> Phase.ROLLED_BACK;
                    case SCALING -> Phase.SCALING;
                    default -> Phase.ROLLING_BACK;
                };
        return plan.with(progress(plan, phase, plan.progress().awaited()));
    }

    /** Lost pods are still made, of the current revision, and leaving ones still leave. */
    private static Plan stay(Desired desired, Observed observed, Failure failure, Instant now) {
        Plan plan = PodPlanner.plan(desired, Hold.FAILURE, observed, now);
        return plan.with(progress(plan, Phase.FAILED, Optional.of(new Awaited.Fix(failure))));
    }

    private static boolean isSettledOn(Desired desired) {
        return desired.updateRevision().equals(desired.currentRevision());
    }

    private static Failure late(Desired desired, Instant now) {
        return new Failure(
                desired.updateRevision(),
                Failure.DEADLINE,
                "no progress for " + desired.settings().progressDeadline().toSeconds() + " s",
                now,
                Optional.empty());
    }

    private static Observed remembering(Observed observed, Judgement judgement) {
        return new Observed(observed.pods(), observed.memory().judged(judgement.failure(), judgement.retriedAt()));
    }

    private static Progress progress(Plan plan, Phase phase, Optional<Awaited> awaited) {
        return new Progress(phase, plan.progress().rolled(), plan.progress().replicas(), awaited);
    }

    private static Optional<Duration> sooner(Plan plan, Optional<Duration> other) {
        return Stream.of(plan.lookAgain(), other).flatMap(Optional::stream).min(Duration::compareTo);
    }
}
