package io.cpubound.operator.act;

import io.cpubound.rollout.Action;
import io.cpubound.rollout.Awaited;
import io.cpubound.rollout.Failure;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.Progress;
import io.cpubound.rollout.Progress.Phase;
import io.cpubound.rollout.ProgressMemory;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans of a few actions: how they are carried out does not depend on how they came about. */
final class Plans {

    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");

    private Plans() {}

    static Plan of(Action... actions) {
        return of(ProgressMemory.none(NOW), Optional.empty(), actions);
    }

    /** The same on the way to another revision. */
    static Plan to(String target, Plan plan) {
        return new Plan(
                target,
                plan.actions(),
                plan.upstream(),
                plan.warming(),
                plan.available(),
                plan.progress(),
                plan.memory(),
                plan.lookAgain());
    }

    /** One in which nginx is to list these pods. */
    static Plan listing(List<PodId> upstream, Action... actions) {
        return of(upstream, ProgressMemory.none(NOW), Optional.empty(), actions);
    }

    /** Of the look in which a pod was found to show that its revision is bad. */
    static Plan afterFailureOf(PodId bad, String reason, Action... actions) {
        Failure failure = new Failure("r", reason, "", NOW, Optional.of(bad));
        return of(
                new ProgressMemory("rolling 3 r", 0, NOW, Optional.of(failure), Optional.empty()),
                Optional.empty(),
                actions);
    }

    /** All that is waited for is that a pod leaves. */
    static Plan awaitingTheReleaseOf(PodId pod, Action... actions) {
        return of(
                new ProgressMemory("rolling 3 r", 1, NOW, Optional.empty(), Optional.empty()),
                Optional.of(new Awaited.Released(pod)),
                actions);
    }

    private static Plan of(ProgressMemory memory, Optional<Awaited> awaited, Action... actions) {
        return of(List.of(), memory, awaited, actions);
    }

    private static Plan of(List<PodId> upstream, ProgressMemory memory, Optional<Awaited> awaited, Action... actions) {
        return new Plan(
                "r",
                List.of(actions),
                upstream,
                Map.of(),
                List.of(),
                new Progress(Phase.ROLLING_OUT, 0, 3, awaited),
                memory,
                Optional.empty());
    }
}
