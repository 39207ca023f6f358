package io.cpubound.localcluster.api;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Names of events, as Kubernetes' recorders give them: whoever lists events by name has them in the order in which they came. */
public final class EventNames {

    private static final AtomicLong LAST = new AtomicLong();

    private EventNames() {}

    /** The object's name, a dot and the nanoseconds since 1970 in hexadecimal digits; no two are alike. */
    public static String of(String object) {
        Instant now = Instant.now();
        long nanos = TimeUnit.SECONDS.toNanos(now.getEpochSecond()) + now.getNano();
        return object + "." + Long.toHexString(LAST.accumulateAndGet(nanos, (last, next) -> Math.max(last + 1, next)));
    }
}
