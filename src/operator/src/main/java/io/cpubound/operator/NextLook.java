package io.cpubound.operator;

import io.cpubound.operator.act.Outcome;
import io.cpubound.rollout.Plan;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;

/** When to look again although no event has come: an event can be lost, a refusal can end, a write can have raced. */
final class NextLook {

    private static final Duration AFTER_A_RACE = Duration.ofMillis(100);
    private static final Duration AFTER_A_REFUSAL = Duration.ofSeconds(5);

    private NextLook() {}

    static Optional<Duration> after(Plan plan, Outcome outcome, boolean statusWritten) {
        Optional<Duration> race = outcome.raced() || !statusWritten ? Optional.of(AFTER_A_RACE) : Optional.empty();
        Optional<Duration> refusal = outcome.refusals().isEmpty() ? Optional.empty() : Optional.of(AFTER_A_REFUSAL);
        return Stream.of(race, refusal, plan.lookAgain())
                .flatMap(Optional::stream)
                .min(Duration::compareTo);
    }
}
