package io.cpubound.cli.view;

import java.time.Duration;
import java.time.Instant;

/** How long ago, as kubectl shows it: two units at most. */
public final class Age {

    private Age() {}

    /** Such as 42s, 3m10s, 25m, 3h20m, 2d4h, 90d. A clock that is behind shows 0s. */
    public static String between(Instant then, Instant now) {
        long seconds = Math.max(0, Duration.between(then, now).toSeconds());
        if (seconds < 120) {
            return seconds + "s";
        }
        long minutes = seconds / 60;
        if (minutes < 10) {
            return two(minutes, "m", seconds % 60, "s");
        }
        if (minutes < 180) {
            return minutes + "m";
        }
        long hours = minutes / 60;
        if (hours < 8) {
            return two(hours, "h", minutes % 60, "m");
        }
        if (hours < 48) {
            return hours + "h";
        }
        long days = hours / 24;
        return days < 8 ? two(days, "d", hours % 24, "h") : days + "d";
    }

    private static String two(long great, String greatUnit, long small, String smallUnit) {
        return great + greatUnit + (small == 0 ? "" : small + smallUnit);
    }
}
