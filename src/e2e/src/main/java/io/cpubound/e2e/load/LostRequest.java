package io.cpubound.e2e.load;

import java.time.Duration;
import java.time.Instant;

/**
 * A request that was not answered as it must be.
 *
 * @param due when it was due
 * @param kind its kind
 * @param after how long after that the loss was known
 * @param error what happened instead, such as {@code status 502}
 */
public record LostRequest(Instant due, RequestKind kind, Duration after, String error) {

    @Override
    public String toString() {
        return "%s  %s  after %d ms: %s".formatted(due, kind.words(), after.toMillis(), error);
    }
}
