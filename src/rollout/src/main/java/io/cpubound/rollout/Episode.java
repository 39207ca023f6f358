package io.cpubound.rollout;

import java.time.Instant;
import java.util.Optional;

/**
 * What a {@link ProgressMemory} is about, in the text of its {@code target}: {@code rolling 3 7c9f}, {@code rolling 3 7c9f
 * paused}, {@code scaling 5 7c9f}, {@code settled 3 7c9f}.
 *
 * <p>An episode ends when the app is settled. A pod that is lost later begins a new one, with the deadline anew; otherwise the
 * first lost pod after a quiet month would be a month over the deadline. Resuming starts the deadline anew too, so that it does
 * not run while paused and a pause costs no writes; so it is while only the names of lost pods are awaited, or a disruption budget ({@link Plan#heldUp}). Scaling in the middle of a rollout does not: an autoscaler that moves every
 * few minutes would keep a version that never gets ready from its verdict.
 */
record Episode(Kind kind, int replicas, String revision, boolean paused) {

    private static final String PAUSED = " paused";

    enum Kind {
        ROLLING,
        SCALING,
        SETTLED
    }

    /** The memory after this look; the same as before when nothing is new. */
    static ProgressMemory next(ProgressMemory memory, Fleet fleet, Instant now) {
        Desired desired = fleet.desired();
        boolean paused = fleet.held() || fleet.awaitsOnlyNames();
        int rolled = fleet.rolled();
        Optional<Episode> before =
                parse(memory.target()).filter(episode -> episode.revision().equals(desired.updateRevision()));
        // That a pod of it was available once is not forgotten when the app loses them all.
        int known = before.isPresent() ? Math.max(rolled, Math.min(1, memory.mostAvailable())) : rolled;
        boolean sameTarget =
                before.map(episode -> episode.replicas() == desired.replicas()).orElse(false);
        Kind kind = before.map(Episode::kind).orElse(Kind.ROLLING);
        if (fleet.complete()) {
            return sameTarget && kind == Kind.SETTLED
                    ? memory
                    : next(memory, desired, Kind.SETTLED, false, rolled, now);
        }
        // After a scaling from zero nothing is outdated, and yet the revision has still to show what it is worth.
        boolean untried = memory.mostAvailable() == 0 && fleet.awaitsUpdate();
        boolean begins = kind != Kind.ROLLING && (fleet.hasOutdated() || untried);
        if (kind == Kind.SETTLED || begins) {
            return next(memory, desired, begins ? Kind.ROLLING : Kind.SCALING, paused, known, now);
        }
        if (!sameTarget) {
            boolean scaledOnTheWay = before.isPresent() && kind == Kind.ROLLING;
            return next(memory, desired, kind, paused, known, scaledOnTheWay ? memory.lastProgress() : now);
        }
        boolean resumed = before.map(Episode::paused).orElse(false) && !paused;
        boolean progressed = rolled > memory.mostAvailable();
        return next(
                memory,
                desired,
                kind,
                paused,
                Math.max(rolled, memory.mostAvailable()),
                progressed || resumed ? now : memory.lastProgress());
    }

    /** The memory with the deadline stopped, since the time of the memory before if it was stopped already. */
    static ProgressMemory paused(ProgressMemory memory, ProgressMemory before) {
        if (memory.target().endsWith(PAUSED)) {
            return memory;
        }
        String target = memory.target() + PAUSED;
        Instant since = before.target().equals(target) ? before.lastProgress() : memory.lastProgress();
        return memory.progress(target, memory.mostAvailable(), since);
    }

    /** A pod of the revision was available at some time in the episode that is remembered. */
    static boolean provedItself(ProgressMemory memory, String revision) {
        return memory.mostAvailable() > 0
                && parse(memory.target())
                        .map(episode -> episode.revision().equals(revision))
                        .orElse(false);
    }

    /** Pods are being brought to another revision: what is late then is the rollout, and not the nodes for more pods. */
    static boolean isRolling(ProgressMemory memory) {
        return parse(memory.target())
                .filter(episode -> episode.kind() == Kind.ROLLING)
                .isPresent();
    }

    static Optional<Episode> parse(String target) {
        String[] words = target.split(" ", -1);
        if (words.length < 3) {
            return Optional.empty();
        }
        for (Kind kind : Kind.values()) {
            if (word(kind).equals(words[0]) && words[1].matches("[0-9]{1,9}")) {
                return Optional.of(new Episode(kind, Integer.parseInt(words[1]), words[2], words.length > 3));
            }
        }
        return Optional.empty();
    }

    private static ProgressMemory next(
            ProgressMemory memory, Desired desired, Kind kind, boolean paused, int most, Instant lastProgress) {
        String target = word(kind) + " " + desired.replicas() + " " + desired.updateRevision() + (paused ? PAUSED : "");
        return memory.progress(target, most, lastProgress);
    }

    private static String word(Kind kind) {
        return switch (kind) {
            case ROLLING -> "rolling";
            case SCALING -> "scaling";
            case SETTLED -> "settled";
        };
    }
}
