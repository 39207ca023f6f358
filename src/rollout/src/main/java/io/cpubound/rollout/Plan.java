package io.cpubound.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What to do now.
 *
 * @param actions the steps, in order
 * @param upstream the pods that the proxies shall list, in slot order
 * @param available pods that are ready, long enough, listed by every proxy and not leaving
 * @param progress how far it is, and what is awaited
 * @param memory to be kept in the status for the next look
 * @param lookAgain when to look again even if nothing happens (an event can be lost); empty when settled
 */
public record Plan(
        List<Action> actions,
        List<PodId> upstream,
        List<PodId> available,
        Progress progress,
        ProgressMemory memory,
        Optional<Duration> lookAgain) {
    public Plan {
        actions = List.copyOf(actions);
        upstream = List.copyOf(upstream);
        available = List.copyOf(available);
    }
}
