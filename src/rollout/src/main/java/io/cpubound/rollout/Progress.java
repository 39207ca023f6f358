package io.cpubound.rollout;

import java.util.Optional;

/**
 * How far a rollout is.
 *
 * @param phase the summary
 * @param rolled pods of the target revision that are available, counted in slots below {@code replicas}
 * @param replicas pods wanted
 * @param awaited what it waits for; empty when complete
 */
public record Progress(Phase phase, int rolled, int replicas, Optional<Awaited> awaited) {

    /** The summary of a rollout. */
    public enum Phase {
        /** Every slot has an available pod of the update revision and there is no other pod. */
        COMPLETE,
        /** Pods of another revision are being replaced (also on a first deployment). */
        ROLLING_OUT,
        /** All pods are of the update revision, but there are too few or too many. */
        SCALING,
        /** There is something to replace, and the user asked to wait. */
        PAUSED,
        /** There is something to replace, and a freeze window is open. */
        FROZEN,
        /** Every slot from the partition on has an available pod of the update revision; the others stay as they are. */
        PARTITIONED,
        /** No progress for longer than the deadline, and nothing to go back to; goes on trying. */
        DEADLINE_EXCEEDED,
        /** The update revision failed, and the rollout stays where it is. */
        FAILED,
        /** The update revision failed or was given up; its pods are being replaced by the current revision's. */
        ROLLING_BACK,
        /** The same, and all is as it was before. */
        ROLLED_BACK;

        /** Nothing more happens by itself. */
        public boolean atRest() {
            return this == COMPLETE || this == PARTITIONED || this == ROLLED_BACK;
        }
    }
}
