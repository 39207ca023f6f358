package io.cpubound.rollout;

import java.time.Instant;
import java.util.Optional;

/**
 * What holds a rollout or turns it round.
 *
 * @param onFailure what becomes of a rollout whose revision is bad
 * @param frozenUntil the end of the freeze window that is open now
 * @param freezeOverride the revision that may roll in spite of a freeze
 * @param abort the revision that the user gives up
 * @param retry the time of the failure that the user wants to be forgotten
 */
public record Steering(
        OnFailure onFailure,
        Optional<Instant> frozenUntil,
        Optional<String> freezeOverride,
        Optional<String> abort,
        Optional<Instant> retry) {

    /** What becomes of a rollout whose revision is bad. */
    public enum OnFailure {
        /** It goes back to the current revision. */
        ROLLBACK,
        /** It stops where it is, for a look at the pod that failed. */
        PAUSE
    }

    /** Nothing in the way, and back when it fails. */
    public static final Steering DEFAULT =
            new Steering(OnFailure.ROLLBACK, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
