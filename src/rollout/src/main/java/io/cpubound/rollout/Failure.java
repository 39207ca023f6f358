package io.cpubound.rollout;

import java.time.Instant;
import java.util.Optional;

/**
 * Why a revision was given up. It is remembered until another revision is wanted or somebody asks for a retry, so a bad
 * version is not tried again and again.
 *
 * @param revision that was given up
 * @param reason Kubernetes' word, or VerificationFailed, ProgressDeadlineExceeded, Aborted
 * @param message what the API says about it
 * @param at when it was given up; also the failure's name for a retry
 * @param pod the pod that showed it
 */
public record Failure(String revision, String reason, String message, Instant at, Optional<PodId> pod) {

    /** The user gave it up. */
    public static final String ABORTED = "Aborted";

    /** There was no progress for longer than the deadline. */
    public static final String DEADLINE = "ProgressDeadlineExceeded";
}
