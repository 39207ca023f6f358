package io.cpubound.rollout;

import java.time.Duration;
import java.util.Optional;

/**
 * How to roll.
 *
 * @param maxSurge pods that may exist over {@code replicas} while rolling, 0 or more
 * @param maxUnavailable pods that may be missing from {@code replicas} available ones, 0 or more; not 0 together with
 *     {@code maxSurge}
 * @param minReady how long a pod must have been ready without a break before it may join the upstream
 * @param progressDeadline without progress for this long, the rollout is reported as failed
 * @param schedulingDeadline for how long a new pod may find no node until its revision is given up: time for a cluster to add one
 * @param partition slots below it stay on the current revision; 0 for none
 * @param warmUp how a new pod's share of the requests grows; empty for all at once
 * @param paused nothing is replaced while true; missing pods are still made, leaving ones still leave
 */
public record RolloutSettings(
        int maxSurge,
        int maxUnavailable,
        Duration minReady,
        Duration progressDeadline,
        Duration schedulingDeadline,
        int partition,
        Optional<WarmUp> warmUp,
        boolean paused) {
    public RolloutSettings {
        if (maxSurge < 0 || maxUnavailable < 0 || (maxSurge == 0 && maxUnavailable == 0)) {
            throw new IllegalArgumentException("maxSurge is " + maxSurge + " and maxUnavailable " + maxUnavailable
                    + ": both must be 0 or more, and one of them more than 0");
        }
        if (partition < 0) {
            throw new IllegalArgumentException("partition is " + partition + ", must be 0 or more");
        }
    }

    /** For the way back: neither a pause nor a partition stops it. */
    RolloutSettings unhindered() {
        return new RolloutSettings(
                maxSurge, maxUnavailable, minReady, progressDeadline, schedulingDeadline, 0, warmUp, false);
    }
}
