package io.cpubound.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What to do now.
 *
 * @param target the revision that the pods go to: the update revision, or the current one on the way back from a failure
 * @param actions the steps, in order
 * @param upstream the pods that the proxies shall list, in slot order, before the marks of this plan are made ({@link #marked})
 * @param warming of those, the ones that take less than their share yet, with their percentage of it
 * @param available pods that are ready, long enough, warm, listed by every proxy and not leaving
 * @param progress how far it is, and what is awaited
 * @param memory to be kept in the status for the next look
 * @param lookAgain when to look again even if nothing happens (an event can be lost); empty when settled
 */
public record Plan(
        String target,
        List<Action> actions,
        List<PodId> upstream,
        Map<PodId, Integer> warming,
        List<PodId> available,
        Progress progress,
        ProgressMemory memory,
        Optional<Duration> lookAgain) {
    public Plan {
        actions = List.copyOf(actions);
        upstream = List.copyOf(upstream);
        warming = Map.copyOf(warming);
        available = List.copyOf(available);
    }

    /**
     * This plan when these pods have got their marks: they are out of the upstream list at once. A mark that is refused, by a disruption
     * budget for one, leaves its pod in the list.
     *
     * <p>When nobody would be left, all stay: whom to list then is for the next look, which sees the marks.
     */
    public Plan marked(Set<PodId> pods) {
        List<PodId> left = upstream.stream().filter(pod -> !pods.contains(pod)).toList();
        if (left.isEmpty()) {
            return this;
        }
        Map<PodId, Integer> stillWarming = warming.entrySet().stream()
                .filter(pod -> !pods.contains(pod.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Plan(target, actions, left, stillWarming, available, progress, memory, lookAgain);
    }

    /**
     * This plan when a disruption budget refuses to let a pod go: if nothing but that is awaited, the deadline does not run, and begins
     * anew when the budget allows it. A revision is not bad because a budget is full.
     *
     * @param before what was remembered before this look; kept as it is while nothing changes, so that waiting costs no writes
     */
    public Plan heldUp(ProgressMemory before) {
        boolean departure = progress.awaited()
                .filter(what -> what instanceof Awaited.Released || what instanceof Awaited.Gone)
                .isPresent();
        return departure
                ? new Plan(
                        target,
                        actions,
                        upstream,
                        warming,
                        available,
                        progress,
                        Episode.paused(memory, before),
                        lookAgain)
                : this;
    }

    Plan with(Progress newProgress) {
        return new Plan(target, actions, upstream, warming, available, newProgress, memory, lookAgain);
    }

    Plan lookingAgain(Optional<Duration> newLookAgain) {
        return new Plan(target, actions, upstream, warming, available, progress, memory, newLookAgain);
    }
}
