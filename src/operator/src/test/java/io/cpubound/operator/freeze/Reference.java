package io.cpubound.operator.freeze;

import io.cpubound.operator.api.FreezeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;

/** What is frozen, minute by minute, in the plainest way: each minute is looked at, and marks the minutes after it. */
final class Reference {

    private static final String MONTHS = "JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC";
    private static final String WEEKDAYS = "SUNMONTUEWEDTHUFRISAT";

    private final Instant from;
    private final int minutes;
    private final BitSet frozen = new BitSet();

    Reference(List<FreezeWindow> windows, Instant from, int days) {
        this.from = from;
        this.minutes = days * 24 * 60;
        for (FreezeWindow window : windows) {
            ZoneId zone = ZoneId.of(window.timeZone());
            int length = (int) Duration.parse("PT" + window.duration()).toMinutes();
            String[] fields = window.cron().split(" ", -1);
            LocalDateTime expected = from.atZone(zone).toLocalDateTime();
            for (int minute = 0; minute < minutes; minute++) {
                LocalDateTime wall =
                        from.plus(minute, ChronoUnit.MINUTES).atZone(zone).toLocalDateTime();
                boolean begins = begins(fields, wall);
                // A clock that jumped shows all that it skipped at once.
                for (LocalDateTime skipped = expected; skipped.isBefore(wall); skipped = skipped.plusMinutes(1)) {
                    begins |= begins(fields, skipped);
                }
                expected = wall.plusMinutes(1);
                if (begins) {
                    frozen.set(minute, minute + length);
                }
            }
        }
    }

    Instant end() {
        return from.plus(minutes, ChronoUnit.MINUTES);
    }

    /** The time itself when it is not frozen; at most {@link #end}. */
    Instant frozenUntil(Instant now) {
        int minute = (int) ChronoUnit.MINUTES.between(from, now);
        Instant until = from.plus(frozen.nextClearBit(minute), ChronoUnit.MINUTES);
        return until.isBefore(end()) ? until : end();
    }

    private static boolean begins(String[] fields, LocalDateTime wall) {
        int weekday = wall.getDayOfWeek().getValue();
        boolean date = has(fields[2], wall.getDayOfMonth(), 1, 31, "");
        boolean day = has(fields[4], weekday, 0, 7, WEEKDAYS) || (weekday == 7 && has(fields[4], 0, 0, 7, WEEKDAYS));
        boolean either = !fields[2].equals("*") && !fields[4].equals("*");
        return has(fields[0], wall.getMinute(), 0, 59, "")
                && has(fields[1], wall.getHour(), 0, 23, "")
                && has(fields[3], wall.getMonthValue(), 1, 12, MONTHS)
                && (either ? date || day : date && day);
    }

    private static boolean has(String field, int value, int min, int max, String names) {
        for (String part : field.split(",", -1)) {
            String[] step = part.split("/", -1);
            String[] range = step[0].equals("*") ? new String[] {"" + min, "" + max} : step[0].split("-", -1);
            int low = number(range[0], min, names);
            int high = number(range[range.length - 1], min, names);
            int by = step.length == 1 ? 1 : Integer.parseInt(step[1]);
            if (value >= low && value <= high && (value - low) % by == 0) {
                return true;
            }
        }
        return false;
    }

    private static int number(String text, int min, String names) {
        int name = Character.isDigit(text.charAt(0)) ? -1 : names.indexOf(text.toUpperCase(Locale.ROOT));
        return name < 0 ? Integer.parseInt(text) : name / 3 + min;
    }
}
