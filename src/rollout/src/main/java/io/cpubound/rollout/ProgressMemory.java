package io.cpubound.rollout;

import java.time.Instant;

/**
 * What must be remembered between two looks to tell a slow rollout from a stuck one; kept in the status, so a restarted
 * operator goes on with it. A pod that is ready for a moment does not count as progress (argo-rollouts#3765): only a
 * new best of {@code mostAvailable} does, or a change of what is wanted.
 *
 * @param target what the memory is about (revision and replicas, as the planner writes it); a different target starts anew
 * @param mostAvailable the most pods of the target that were available at one time
 * @param lastProgress when that last grew, or when the target was set
 */
public record ProgressMemory(String target, int mostAvailable, Instant lastProgress) {}
