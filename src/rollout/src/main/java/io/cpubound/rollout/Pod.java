package io.cpubound.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;

/**
 * A pod, judged: the one place that says what a pod is good for.
 *
 * @param view what was observed
 * @param minReadyLeft how long it must still stay ready; zero when it has been ready for long enough
 * @param seasoned ready, and for long enough; true of a leaving or terminating pod too
 * @param member belongs into the upstream: seasoned, its endpoint is ready, and it is not on its way out
 * @param percent its share of the requests, less than 100 while it warms up
 * @param nextWarmStep how long until that grows; zero when it is whole
 * @param spoiled it is of the update revision and failed before the user asked to try again: it makes room for that
 */
record Pod(
        PodView view,
        Duration minReadyLeft,
        boolean seasoned,
        boolean member,
        int percent,
        Duration nextWarmStep,
        boolean spoiled) {

    /** The order of every list of pods, so that a plan does not depend on the order of the observation. */
    static final Comparator<Pod> ORDER = Comparator.comparingInt(Pod::slot)
            .thenComparing(Pod::revision)
            .thenComparing(pod -> pod.id().uid());

    static Pod judge(PodView view, Desired desired, Optional<Instant> retriedAt, Instant now) {
        RolloutSettings settings = desired.settings();
        Duration minReady = settings.minReady();
        // A clock that lags behind the API server's must not make a pod younger than just ready.
        Duration readyFor = view.readySince()
                .map(since -> since.isBefore(now) ? Duration.between(since, now) : Duration.ZERO)
                .orElse(Duration.ZERO);
        boolean ready = view.stage() == PodView.Stage.READY
                || (isTerminating(view) && view.readySince().isPresent());
        Duration left = ready && minReady.compareTo(readyFor) > 0 ? minReady.minus(readyFor) : Duration.ZERO;
        boolean seasoned = ready && left.isZero();
        boolean member = seasoned
                && view.stage() == PodView.Stage.READY
                && !view.leaving()
                && view.endpoint().map(PodView.Endpoint::ready).orElse(false);
        // It joins when it is seasoned, so the warm-up needs no memory of its own.
        Optional<WarmUp> warmUp = settings.warmUp().filter(unused -> seasoned);
        Duration joined = seasoned ? readyFor.minus(minReady) : Duration.ZERO;
        boolean spoiled = retriedAt
                .filter(at -> view.stage() == PodView.Stage.STARTING
                        && view.revision().equals(desired.updateRevision())
                        && view.created().isBefore(at)
                        && Judgement.failsAt(view, desired.settings()).isPresent())
                .isPresent();
        return new Pod(
                view,
                left,
                seasoned,
                member,
                warmUp.map(how -> how.percent(joined)).orElse(100),
                warmUp.map(how -> how.untilNextStep(joined)).orElse(Duration.ZERO),
                spoiled);
    }

    PodId id() {
        return view.id();
    }

    int slot() {
        return view.slot();
    }

    String revision() {
        return view.revision();
    }

    /** Takes room: it is neither told to stop nor ended. */
    boolean live() {
        return view.stage() == PodView.Stage.STARTING || view.stage() == PodView.Stage.READY;
    }

    /** Live and to stay, as far as earlier looks decided. */
    boolean active() {
        return live() && !view.leaving();
    }

    /** Marked to leave, healthy and not told to stop: better than nobody (see {@link Upstream}). */
    boolean serverOfLastResort() {
        return live() && view.leaving() && seasoned && serving();
    }

    boolean failed() {
        return view.stage() == PodView.Stage.FAILED;
    }

    boolean terminating() {
        return isTerminating(view);
    }

    private static boolean isTerminating(PodView view) {
        return view.stage() == PodView.Stage.TERMINATING || view.stage() == PodView.Stage.OVERDUE;
    }

    /** Counts as capacity: a member that every proxy lists with all of its weight. */
    boolean available() {
        return member && view.listed() && percent == 100;
    }

    /**
     * Told to stop and not even ready any more, as on a node that vanished: nobody serves it, and it may hold its name for
     * hours (nothing forces it away). No slot waits for it.
     */
    boolean lost() {
        return terminating() && view.readySince().isEmpty() && !serving() && view.released();
    }

    /**
     * Lost, and not only for the moment between its last word and its end: its name may be held for hours. Whether it is
     * released does not matter to its name, and changes whenever the proxies get another list.
     */
    boolean overdue() {
        return view.stage() == PodView.Stage.OVERDUE && view.readySince().isEmpty() && !serving();
    }

    boolean serving() {
        return view.endpoint().map(PodView.Endpoint::serving).orElse(false);
    }
}
