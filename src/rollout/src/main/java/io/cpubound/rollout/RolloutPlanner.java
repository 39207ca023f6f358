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

    private RolloutPlanner() {}

    /**
     * The plan for one look at the world.
     *
     * <p>The actions are to be taken in their order and before the upstream list is rendered: the list already counts on the
     * marks of this plan. Any of them may fail; the next look plans it again.
     *
     * @param now the API server's idea of the time, as good as the caller knows it
     */
    public static Plan plan(Desired desired, Observed observed, Instant now) {
        Judgement judgement = Judgement.of(desired, observed, now);
        if (judgement.failure().isEmpty()) {
            Plan plan = onwards(desired, remembering(observed, judgement), now);
            if (plan.progress().phase() != Phase.DEADLINE_EXCEEDED || isSettledOn(desired)) {
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

    private static Plan onwards(Desired desired, Observed observed, Instant now) {
        Steering steering = desired.steering();
        Optional<Instant> thaw = steering.frozenUntil()
                .filter(until -> !isSettledOn(desired)
                        && until.isAfter(now)
                        && !steering.freezeOverride().equals(Optional.of(desired.updateRevision())));
        if (thaw.isEmpty()) {
            Plan plan = PodPlanner.plan(desired, observed, now);
            return plan.lookingAgain(sooner(plan, Judgement.nextVerdict(desired, observed, now)));
        }
        Plan plan = PodPlanner.plan(held(desired), observed, now);
        if (plan.progress().phase() != Phase.PAUSED || desired.settings().paused()) {
            return plan;
        }
        Awaited awaited = plan.progress()
                .awaited()
                .filter(what -> !(what instanceof Awaited.Resume))
                .orElse(new Awaited.Thaw(thaw.get()));
        return plan.with(progress(plan, Phase.FROZEN, Optional.of(awaited)), plan.memory())
                .lookingAgain(sooner(plan, Optional.of(Duration.between(now, thaw.get()))));
    }

    /** To where it was; neither a pause, nor a freeze, nor a partition keeps it from that. */
    private static Plan back(Desired desired, Observed observed, Instant now) {
        Desired target = new Desired(
                desired.replicas(),
                desired.currentRevision(),
                desired.currentRevision(),
                desired.settings().unhindered(),
                desired.steering());
        Plan plan = PodPlanner.plan(target, observed, now);
        boolean onlyScaling =
                observed.pods().stream().allMatch(pod -> pod.revision().equals(target.updateRevision()));
        Phase phase =
                switch (plan.progress().phase()) {
                    case COMPLETE -> Phase.ROLLED_BACK;
                    case SCALING -> onlyScaling ? Phase.SCALING : Phase.ROLLING_BACK;
                    default -> Phase.ROLLING_BACK;
                };
        return plan.with(progress(plan, phase, plan.progress().awaited()), plan.memory());
    }

    /** Lost pods are still made, and leaving ones still leave. */
    private static Plan stay(Desired desired, Observed observed, Failure failure, Instant now) {
        Plan plan = PodPlanner.plan(held(desired), observed, now);
        return plan.with(progress(plan, Phase.FAILED, Optional.of(new Awaited.Fix(failure))), plan.memory());
    }

    private static Desired held(Desired desired) {
        return new Desired(
                desired.replicas(),
                desired.updateRevision(),
                desired.currentRevision(),
                desired.settings().held(),
                desired.steering());
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
