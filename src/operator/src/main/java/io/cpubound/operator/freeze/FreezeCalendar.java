package io.cpubound.operator.freeze;

import io.cpubound.operator.api.FreezeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The freeze windows of one app, taken together. */
public final class FreezeCalendar {

    /**
     * A freeze is told up to here. One without an end (each day, for 24 hours) has to be cut somewhere, and at the end of a
     * day, so that the time in the status does not move with every look.
     */
    static final Duration LOOK_AHEAD = Duration.ofDays(60);

    /** Reading an expression costs more than all the rest, and every look at an app asks for the same ones. */
    private static final Map<FreezeWindow, Window> READ = new ConcurrentHashMap<>();

    private static final int MANY = 1000;

    private final List<Window> windows;

    private FreezeCalendar(List<Window> windows) {
        this.windows = List.copyOf(windows);
    }

    /**
     * The calendar of these windows.
     *
     * @throws IllegalArgumentException when one cannot be read; the message names the field, as in
     *     {@code rollout.freeze[1].timeZone is "Mars/Phobos", must be ...}
     */
    public static FreezeCalendar of(List<FreezeWindow> windows) {
        if (READ.size() > MANY) {
            READ.clear();
        }
        List<Window> read = new ArrayList<>();
        for (int i = 0; i < windows.size(); i++) {
            String name = "rollout.freeze[" + i + "]";
            read.add(READ.computeIfAbsent(windows.get(i), window -> Window.parse(name, window)));
        }
        return new FreezeCalendar(read);
    }

    /**
     * The end of the freeze in which this time lies; empty when it lies in none. A window that overlaps, or begins when
     * another ends, makes it longer: Friday 18:00 for 30 hours and Sunday 00:00 for 24 hours end together on Monday. An end
     * that is more than 60 days away is told as the end of the day in 60 days.
     */
    public Optional<Instant> frozenUntil(Instant now) {
        Instant furthest = now.truncatedTo(ChronoUnit.DAYS).plus(LOOK_AHEAD).plus(Duration.ofDays(1));
        Instant until = now;
        boolean longer = true;
        while (longer && until.isBefore(furthest)) {
            longer = false;
            for (Window window : windows) {
                Optional<Instant> end = window.endAfter(until);
                if (end.isPresent()) {
                    until = end.get();
                    longer = true;
                }
            }
        }
        if (until.equals(now)) {
            return Optional.empty();
        }
        return Optional.of(until.isBefore(furthest) ? until : furthest);
    }
}
