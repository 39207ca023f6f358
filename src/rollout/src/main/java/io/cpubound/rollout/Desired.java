package io.cpubound.rollout;

/**
 * What the spec asks for.
 *
 * @param replicas pods wanted, 0 or more
 * @param updateRevision the revision that the spec asks for
 * @param currentRevision the last revision that was rolled out completely; equal to {@code updateRevision} when settled
 *     and on a first deployment. Slots that need a pod while the update revision is still unproven are filled with it, and
 *     to it a rollout goes back.
 * @param settings how to roll
 * @param steering what holds a rollout, or turns it round
 */
public record Desired(
        int replicas, String updateRevision, String currentRevision, RolloutSettings settings, Steering steering) {
    public Desired {
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas is " + replicas + ", must be 0 or more");
        }
    }
}
