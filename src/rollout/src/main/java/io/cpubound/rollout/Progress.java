package io.cpubound.rollout;

import java.util.Optional;

/**
 * How far a rollout is.
 *
 * @param phase the summary
 * @param rolled pods of the update revision that are available, counted in slots below {@code replicas}
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
        /** No progress for longer than the deadline; goes on trying. */
        DEADLINE_EXCEEDED
    }
}
