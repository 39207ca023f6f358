package io.cpubound.localcluster.node;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * How long something that fails again and again is left alone: at once, then 10 s, 20 s, 40 s ... 5 min after each failure; forgotten after 10 min
 * without one. A value: {@link #next} gives the one to keep.
 *
 * @param delay the pause that the last start asked for
 * @param since when that start was; empty before the first
 */
record BackOff(Duration delay, Optional<Instant> since) {

    static final Duration FIRST = Duration.ofSeconds(10);
    static final Duration LONGEST = Duration.ofMinutes(5);

    static final BackOff NONE = new BackOff(Duration.ZERO, Optional.empty());

    private boolean forgotten(Instant at) {
        return since.map(start -> Duration.between(start, at).compareTo(LONGEST.multipliedBy(2)) > 0)
                .orElse(true);
    }

    /**
     * How long to wait yet.
     *
     * @param failure when the last try ended
     */
    Duration remaining(Instant failure, Instant now) {
        if (forgotten(failure)) {
            return Duration.ZERO;
        }
        Duration left = delay.minus(Duration.between(failure, now));
        return left.isNegative() ? Duration.ZERO : left;
    }

    /** What to keep when it is tried again now. */
    BackOff next(Instant now) {
        if (forgotten(now)) {
            return new BackOff(FIRST, Optional.of(now));
        }
        Duration doubled = delay.multipliedBy(2);
        return new BackOff(doubled.compareTo(LONGEST) > 0 ? LONGEST : doubled, Optional.of(now));
    }
}
