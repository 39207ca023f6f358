package io.cpubound.rollout;

import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.Steering.OnFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.Optional;

/**
 * Says whether the update revision is a bad one. A revision that the app is settled on is never judged: there is nothing to
 * go back to, and a lost node is no fault of it.
 *
 * @param failure why it is given up; empty while it is not
 * @param retriedAt when it was last tried again
 */
record Judgement(Optional<Failure> failure, Optional<Instant> retriedAt) {

    /** A registry that hiccups once, and a Secret that is made a moment later, have mended by then. */
    private static final Duration SOON_IS = Duration.ofSeconds(8);

    /** Judges by what is remembered, what the user says, and what the pods show. */
    static Judgement of(Desired desired, Observed observed, Instant now) {
        ProgressMemory memory = observed.memory();
        String revision = desired.updateRevision();
        if (revision.equals(desired.currentRevision())) {
            return new Judgement(Optional.empty(), Optional.empty());
        }
        Optional<Failure> remembered =
                memory.failure().filter(failure -> failure.revision().equals(revision));
        boolean retried = remembered.isPresent()
                && remembered.map(Failure::at).equals(desired.steering().retry());
        boolean aborted = desired.steering().abort().filter(revision::equals).isPresent();
        if (remembered.isPresent() && !retried) {
            // One that failed and stays where it is can still be taken back.
            boolean stays = desired.steering().onFailure() == OnFailure.PAUSE
                    && !remembered.get().reason().equals(Failure.ABORTED);
            return new Judgement(aborted && stays ? Optional.of(aborted(revision, now)) : remembered, Optional.empty());
        }
        boolean sameTarget = Episode.parse(memory.target())
                .filter(episode -> episode.revision().equals(revision))
                .isPresent();
        Optional<Instant> retriedAt =
                // As the API server tells times, in seconds: a pod that it makes in this second is made after it.
                retried
                        ? Optional.of(now.truncatedTo(ChronoUnit.SECONDS))
                        : memory.retriedAt().filter(unused -> sameTarget);
        if (aborted) {
            return new Judgement(Optional.of(aborted(revision, now)), Optional.empty());
        }
        Optional<Failure> shown = shown(desired, observed, retriedAt, now);
        return new Judgement(shown, shown.isPresent() ? Optional.empty() : retriedAt);
    }

    private static Failure aborted(String revision, Instant now) {
        return new Failure(revision, Failure.ABORTED, "the user gave it up", now, Optional.empty());
    }

    /** When the pod shows that its revision is bad; empty when it does not. */
    static Optional<Instant> failsAt(PodView pod, RolloutSettings settings) {
        return pod.problem().flatMap(problem -> failsAt(pod, problem, settings));
    }

    /** How long until a pod whose problem may still mend shows that its revision is bad. */
    static Optional<Duration> nextVerdict(Desired desired, Observed observed, Instant now) {
        return observed.pods().stream()
                .filter(pod -> isTried(pod, desired.updateRevision()))
                .flatMap(pod -> failsAt(pod, desired.settings()).stream())
                .filter(now::isBefore)
                .map(at -> Duration.between(now, at))
                .min(Comparator.naturalOrder());
    }

    private static Optional<Instant> failsAt(PodView pod, PodProblem problem, RolloutSettings settings) {
        return switch (Gravity.of(problem)) {
            case VERDICT -> Optional.of(problem.since());
            case VERDICT_LATER ->
                Optional.of(
                        Gravity.SOON.contains(problem.reason())
                                ? pod.created().plus(SOON_IS)
                                : problem.since().plus(settings.schedulingDeadline()));
            case NO_VERDICT -> Optional.empty();
        };
    }

    private static Optional<Failure> shown(
            Desired desired, Observed observed, Optional<Instant> retriedAt, Instant now) {
        return observed.pods().stream()
                .filter(pod -> isTried(pod, desired.updateRevision()))
                .filter(pod -> retriedAt.map(at -> !pod.created().isBefore(at)).orElse(true))
                .filter(pod -> failsAt(pod, desired.settings())
                        .filter(at -> !at.isAfter(now))
                        .isPresent())
                .min(Comparator.comparingInt(PodView::slot)
                        .thenComparing(pod -> pod.id().uid()))
                .map(pod -> failure(pod, now));
    }

    private static boolean isTried(PodView pod, String revision) {
        return pod.revision().equals(revision) && pod.stage() == PodView.Stage.STARTING && !pod.leaving();
    }

    private static Failure failure(PodView pod, Instant now) {
        PodProblem problem = pod.problem().orElseThrow();
        return new Failure(pod.revision(), problem.reason(), problem.message(), now, Optional.of(pod.id()));
    }
}
