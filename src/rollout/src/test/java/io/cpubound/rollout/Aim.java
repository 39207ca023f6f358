package io.cpubound.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/**
 * Where a rollout has to go, worked out for the oracle from the records of the contract alone.
 *
 * @param update the revision to go to
 * @param partition slots below it stay
 * @param held nothing begins
 * @param frozen of the reasons to hold it is the one that lets transitions complete
 * @param givenUp the wanted revision is bad
 * @param recording the look only writes down what was decided
 * @param reason why it was given up in this look; empty when it was not, or earlier
 * @param retriedAt what the memory has to say of a retry
 */
record Aim(
        String update,
        int partition,
        boolean held,
        boolean frozen,
        boolean givenUp,
        boolean recording,
        Optional<String> reason,
        Optional<Instant> retriedAt) {

    private static final Set<String> FATAL = Set.of(
            "ImagePullBackOff",
            "ErrImageNeverPull",
            "InvalidImageName",
            "CrashLoopBackOff",
            "CreateContainerError",
            "RunContainerError",
            "VerificationFailed");

    static Aim of(Desired desired, Observed observed, Instant now, Plan plan) {
        String wanted = desired.updateRevision();
        Steering steering = desired.steering();
        ProgressMemory memory = observed.memory();
        int partition = desired.settings().partition();
        boolean paused = desired.settings().paused();
        if (wanted.equals(desired.currentRevision())) {
            return new Aim(wanted, partition, paused, false, false, false, Optional.empty(), Optional.empty());
        }
        boolean remembered = memory.failure().isPresent()
                && memory.failure().get().revision().equals(wanted);
        boolean retried = remembered && steering.retry().equals(memory.failure().map(Failure::at));
        Optional<Instant> retriedAt = retried
                ? Optional.of(now.minusNanos(now.getNano()))
                : memory.target().contains(" " + wanted) ? memory.retriedAt() : Optional.empty();
        if (remembered && !retried) {
            boolean takenBack = steering.abort().equals(Optional.of(wanted))
                    && steering.onFailure() == Steering.OnFailure.PAUSE
                    && !memory.failure().get().reason().equals("Aborted");
            if (takenBack) {
                return givenUp(desired, "Aborted", Optional.of("Aborted"));
            }
            return givenUp(desired, memory.failure().get().reason(), Optional.empty());
        }
        Optional<String> reason = steering.abort().equals(Optional.of(wanted))
                ? Optional.of("Aborted")
                : shown(desired, observed, retriedAt, now).or(() -> late(desired, memory, now, plan));
        if (reason.isPresent()) {
            return givenUp(desired, reason.get(), reason);
        }
        boolean frozen = steering.frozenUntil().isPresent()
                && steering.frozenUntil().get().isAfter(now)
                && !steering.freezeOverride().equals(Optional.of(wanted));
        return new Aim(
                wanted, partition, paused || frozen, frozen && !paused, false, retried, Optional.empty(), retriedAt);
    }

    private static Aim givenUp(Desired desired, String why, Optional<String> newReason) {
        boolean back = desired.steering().onFailure() == Steering.OnFailure.ROLLBACK || why.equals("Aborted");
        return new Aim(
                back ? desired.currentRevision() : desired.updateRevision(),
                back ? 0 : desired.settings().partition(),
                !back,
                false,
                true,
                newReason.isPresent(),
                newReason,
                Optional.empty());
    }

    private static Optional<String> shown(
            Desired desired, Observed observed, Optional<Instant> retriedAt, Instant now) {
        PodView first = null;
        for (PodView pod : observed.pods()) {
            boolean tried = pod.revision().equals(desired.updateRevision())
                    && pod.stage() == PodView.Stage.STARTING
                    && !pod.leaving()
                    && !(retriedAt.isPresent() && pod.created().isBefore(retriedAt.get()));
            if (tried && isFatal(pod, desired.settings(), now) && (first == null || pod.slot() < first.slot())) {
                first = pod;
            }
        }
        return Optional.ofNullable(first).map(pod -> pod.problem().orElseThrow().reason());
    }

    private static boolean isFatal(PodView pod, RolloutSettings settings, Instant now) {
        if (pod.problem().isEmpty()) {
            return false;
        }
        PodView.PodProblem problem = pod.problem().get();
        if (FATAL.contains(problem.reason()) || problem.restarts() >= 2) {
            return !problem.since().isAfter(now);
        }
        return switch (problem.reason()) {
            case "ErrImagePull", "CreateContainerConfigError" ->
                Duration.between(pod.created(), now).toMillis() >= 8_000;
            case "Unschedulable" ->
                Duration.between(problem.since(), now).compareTo(settings.schedulingDeadline()) >= 0;
            default -> false;
        };
    }

    /** The deadline is the planner's own matter; here it is only seen that it may say so. */
    private static Optional<String> late(Desired desired, ProgressMemory memory, Instant now, Plan plan) {
        Optional<String> said = plan.memory().failure().map(Failure::reason).filter("ProgressDeadlineExceeded"::equals);
        Instant end = memory.lastProgress().plus(desired.settings().progressDeadline());
        boolean sameTarget = memory.target().contains(" " + desired.updateRevision());
        boolean allowed = sameTarget && !end.isAfter(now) && !desired.settings().paused();
        return said.filter(unused -> allowed);
    }
}
