package io.cpubound.rollout;

import java.time.Instant;

/** Decides what a rollout does next. */
public final class RolloutPlanner {

    private RolloutPlanner() {}

    /**
     * The plan for one look at the world.
     *
     * @param now the API server's idea of the time, as good as the caller knows it
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static Plan plan(Desired desired, Observed observed, Instant now) {
        throw new IllegalStateException("being written");
    }
}
