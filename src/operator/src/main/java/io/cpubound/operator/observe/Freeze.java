package io.cpubound.operator.observe;

import io.cpubound.operator.api.FreezeWindow;
import io.cpubound.operator.freeze.FreezeCalendar;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether rollouts are frozen.
 *
 * @param until the end of the window that is open now
 * @param problem what cannot be understood of the windows, though the schema took it (the schema of an older version, say, or a
 *     time zone that only the API server knows); until it is put right nothing is rolled out
 */
public record Freeze(Optional<Instant> until, Optional<String> problem) {

    /** No window is open. */
    public static final Freeze NONE = new Freeze(Optional.empty(), Optional.empty());

    static Freeze of(List<FreezeWindow> windows, Instant now) {
        try {
            return new Freeze(FreezeCalendar.of(windows).frozenUntil(now), Optional.empty());
        } catch (IllegalArgumentException e) {
            return new Freeze(Optional.empty(), Optional.of("spec." + e.getMessage()));
        }
    }
}
