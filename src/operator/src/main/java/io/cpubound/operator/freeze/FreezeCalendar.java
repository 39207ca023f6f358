package io.cpubound.operator.freeze;

import io.cpubound.operator.api.FreezeWindow;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The freeze windows of an app. A window holds from its begin, for its duration as a stopwatch shows it: 62 hours from Friday
 * at 18:00 end on Monday at 8:00, but at 9:00 where the clock was put forward in between.
 */
public final class FreezeCalendar {

    /**
     * Windows that follow each other without a gap are one, but only so many of them: a freeze that never ends would have no
     * end to say. What is then said is too early; at that time it is looked at again.
     */
    private static final int MOST_IN_A_ROW = 100;

    private final List<Window> windows;

    private record Window(Begins begins, Duration length) {

        /** When the window that is open at that time ends; empty when none is. */
        private Optional<Instant> openUntil(Instant time) {
            return begins.last(time).map(begin -> begin.plus(length)).filter(time::isBefore);
        }
    }

    private FreezeCalendar(List<Window> windows) {
        this.windows = windows;
    }

    /**
     * Reads the windows of {@code rollout.freeze}.
     *
     * @throws IllegalArgumentException when one cannot be understood; the message names field and value
     */
    public static FreezeCalendar of(List<FreezeWindow> asked) {
        List<Window> windows = new ArrayList<>();
        for (FreezeWindow window : asked) {
            String field = "rollout.freeze[" + windows.size() + "]";
            windows.add(
                    new Window(Begins.of(field, window.cron(), window.timeZone()), length(field, window.duration())));
        }
        return new FreezeCalendar(List.copyOf(windows));
    }

    private static Duration length(String field, String duration) {
        if (!duration.matches("[1-9][0-9]{0,3}[mh]")) {
            throw new IllegalArgumentException(
                    field + ".duration is \"" + duration + "\", must be a number with m or h, such as 62h");
        }
        long number = Long.parseLong(duration.substring(0, duration.length() - 1));
        return duration.endsWith("h") ? Duration.ofHours(number) : Duration.ofMinutes(number);
    }

    /** Until when rollouts are frozen at that time, overlapping and adjoining windows taken together; empty when they are not. */
    public Optional<Instant> frozenUntil(Instant now) {
        Optional<Instant> until = openUntil(now);
        for (int i = 0; i < MOST_IN_A_ROW && until.isPresent(); i++) {
            Optional<Instant> later = openUntil(until.get());
            if (later.isEmpty()) {
                return until;
            }
            until = later;
        }
        return until;
    }

    /** When the next window begins, whether one is open or not; empty when there is none. */
    public Optional<Instant> nextBegin(Instant now) {
        return windows.stream()
                .flatMap(window -> window.begins().next(now).stream())
                .min(Comparator.naturalOrder());
    }

    private Optional<Instant> openUntil(Instant time) {
        return windows.stream()
                .flatMap(window -> window.openUntil(time).stream())
                .max(Comparator.naturalOrder());
    }
}
