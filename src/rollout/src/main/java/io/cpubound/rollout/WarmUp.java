package io.cpubound.rollout;

import java.time.Duration;

/**
 * How a new pod's share of the requests grows: in equal steps from {@code startPercent} to all of its weight. A JVM that
 * starts cold is slow at first; nginx's own slow start is a paid feature.
 *
 * <p>Example: 60 s, 3 steps, from 10 %: 10 % for 20 s, 40 % for 20 s, 70 % for 20 s, then 100 %.
 *
 * @param duration until it has all of its weight, more than nothing
 * @param steps 1 or more
 * @param startPercent 1 to 99
 */
public record WarmUp(Duration duration, int steps, int startPercent) {
    public WarmUp {
        if (duration.isZero() || duration.isNegative() || steps < 1 || startPercent < 1 || startPercent > 99) {
            throw new IllegalArgumentException("a warm-up of " + duration + " in " + steps + " steps from "
                    + startPercent + " %: must be more than nothing, in 1 or more steps, from 1 to 99 %");
        }
    }

    /** The share of a pod that joined so long ago, 1 to 100. */
    int percent(Duration since) {
        if (since.compareTo(duration) >= 0) {
            return 100;
        }
        long step = step(since);
        return (int) (startPercent + (100L - startPercent) * step / steps);
    }

    /** How long until the share grows; zero when it is whole. */
    Duration untilNextStep(Duration since) {
        if (since.compareTo(duration) >= 0) {
            return Duration.ZERO;
        }
        return duration.multipliedBy(step(since) + 1).dividedBy(steps).minus(since);
    }

    /** The step it is in, from 0. */
    private long step(Duration since) {
        long step = 0;
        while (step + 1 < steps
                && duration.multipliedBy(step + 1).dividedBy(steps).compareTo(since) <= 0) {
            step++;
        }
        return step;
    }
}
