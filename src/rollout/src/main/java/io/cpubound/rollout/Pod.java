package io.cpubound.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;

/**
 * A pod, judged: the one place that says what a pod is good for.
 *
 * @param view what was observed
 * @param minReadyLeft how long it must still stay ready; zero when it has been ready for long enough
 * @param seasoned ready, and for long enough; true of a leaving or terminating pod too
 * @param member belongs into the upstream: seasoned, its endpoint is ready, and it is not on its way out
 */
record Pod(PodView view, Duration minReadyLeft, boolean seasoned, boolean member) {

    /** The order of every list of pods, so that a plan does not depend on the order of the observation. */
    static final Comparator<Pod> ORDER = Comparator.comparingInt(Pod::slot)
            .thenComparing(Pod::revision)
            .thenComparing(pod -> pod.id().uid());

    static Pod judge(PodView view, Duration minReady, Instant now) {
        // A clock that lags behind the API server's must not make a pod younger than just ready.
        Duration readyFor = view.readySince()
                .map(since -> since.isBefore(now) ? Duration.between(since, now) : Duration.ZERO)
                .orElse(Duration.ZERO);
        boolean ready = view.stage() == PodView.Stage.READY
                || (view.stage() == PodView.Stage.TERMINATING
                        && view.readySince().isPresent());
        Duration left = ready && minReady.compareTo(readyFor) > 0 ? minReady.minus(readyFor) : Duration.ZERO;
        boolean seasoned = ready && left.isZero();
        boolean member = seasoned
                && view.stage() == PodView.Stage.READY
                && !view.leaving()
                && view.endpoint().map(PodView.Endpoint::ready).orElse(false);
        return new Pod(view, left, seasoned, member);
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
        return view.stage() == PodView.Stage.TERMINATING;
    }

    /** Counts as capacity: a member that every proxy lists. */
    boolean available() {
        return member && view.listed();
    }

    boolean serving() {
        return view.endpoint().map(PodView.Endpoint::serving).orElse(false);
    }
}
