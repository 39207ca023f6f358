package io.cpubound.e2e.cluster;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** Waiting for a state to come, by looking at it again and again. */
public final class Waiting {

    private static final Duration PERIOD = Duration.ofMillis(150);

    private Waiting() {}

    /**
     * Looks until the condition holds.
     *
     * @param what what is awaited, for the error
     * @param each sees each look, the last one too
     * @return the first look that satisfies the condition
     * @throws NotReachedException when it does not within the limit; its message has the last look
     */
    public static <T> T until(
            String what, Duration limit, Supplier<T> look, Consumer<? super T> each, Predicate<? super T> condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (true) {
            T seen = look.get();
            each.accept(seen);
            if (condition.test(seen)) {
                return seen;
            }
            if (System.nanoTime() > deadline) {
                throw new NotReachedException(
                        what + " did not happen within " + limit.toSeconds() + " s; last seen: " + seen);
            }
            pause(PERIOD);
        }
    }

    /** Looks until there is something. */
    public static <T> T untilPresent(String what, Duration limit, Supplier<Optional<T>> look) {
        return until(what, limit, look, seen -> {}, Optional::isPresent).orElseThrow();
    }

    /**
     * Lets time pass.
     *
     * @throws NotReachedException when interrupted
     */
    public static void pause(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NotReachedException("interrupted");
        }
    }

    /** What was waited for did not come. */
    public static final class NotReachedException extends RuntimeException {
        private static final long serialVersionUID = 1;

        NotReachedException(String message) {
            super(message);
        }
    }
}
