package io.cpubound.rollout;

import java.time.Instant;
import java.util.Optional;

/**
 * What must be remembered between two looks to tell a slow rollout from a stuck one, and a bad revision from a new one; kept
 * in the status, so a restarted operator goes on with it. A pod that is ready for a moment does not count as progress
 * (argo-rollouts#3765): only a new best of {@code mostAvailable} does, or a change of what is wanted.
 *
 * @param target what the memory is about (revision and replicas, as the planner writes it); a different target starts anew
 * @param mostAvailable the most pods of the target that were available at one time
 * @param lastProgress when that last grew, or when the target was set
 * @param failure why the wanted revision was given up
 * @param retriedAt when it was last tried again after a failure: what pods from before that show does not count
 */
public record ProgressMemory(
        String target,
        int mostAvailable,
        Instant lastProgress,
        Optional<Failure> failure,
        Optional<Instant> retriedAt) {

    /** Of an app that is seen for the first time. */
    public static ProgressMemory none(Instant now) {
        return new ProgressMemory("", 0, now, Optional.empty(), Optional.empty());
    }

    ProgressMemory progress(String newTarget, int most, Instant when) {
        return new ProgressMemory(newTarget, most, when, failure, retriedAt);
    }

    /** A retry starts the deadline anew. */
    ProgressMemory judged(Optional<Failure> newFailure, Optional<Instant> newRetriedAt) {
        Instant latest = newRetriedAt.filter(lastProgress::isBefore).orElse(lastProgress);
        return new ProgressMemory(target, mostAvailable, latest, newFailure, newRetriedAt);
    }
}
