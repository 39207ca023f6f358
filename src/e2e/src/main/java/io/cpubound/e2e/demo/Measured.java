package io.cpubound.e2e.demo;

import io.cpubound.e2e.load.LoadGenerator;
import io.cpubound.e2e.load.LoadReport;
import java.util.Objects;
import java.util.Optional;

/**
 * What clients got while something was done, be it to its end or not: what was lost until then is not forgotten.
 *
 * @param load the count; of a measurement that was broken off without the requests that were under way
 * @param failure why it was not done to its end
 */
record Measured(LoadReport load, Optional<String> failure) {

    /** Does the work, then stops the load and waits for its last answers. Never throws; an interrupt stays set. */
    static Measured during(LoadGenerator load, Runnable work) {
        Optional<String> failure = Optional.empty();
        try {
            work.run();
        } catch (RuntimeException e) {
            failure = Optional.of(words(e));
        }
        try {
            return new Measured(load.stop(), failure);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Measured(load.report(), failure.or(() -> Optional.of("interrupted")));
        } catch (IllegalStateException e) {
            return new Measured(load.report(), failure.or(() -> Optional.of(words(e))));
        }
    }

    private static String words(RuntimeException e) {
        return Objects.requireNonNullElse(e.getMessage(), e.toString());
    }
}
