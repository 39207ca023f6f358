package io.cpubound.operator.freeze;

import io.cpubound.operator.api.FreezeWindow;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A freeze window that has been read. */
record Window(CronMinutes begins, Duration duration, ZoneRules zone) {

    private static final Set<String> ZONES = Set.copyOf(ZoneId.getAvailableZoneIds());
    private static final Pattern DURATION = Pattern.compile("([1-9][0-9]{0,3})([mh])");
    private static final Duration LONGEST = Duration.ofDays(7);

    /**
     * Reads a window.
     *
     * @param name how the user finds it, such as {@code rollout.freeze[1]}
     * @throws IllegalArgumentException naming the field and its value
     */
    static Window parse(String name, FreezeWindow window) {
        return new Window(cron(name, window.cron()), duration(name, window.duration()), zone(name, window.timeZone()));
    }

    /** The end of what has begun by then and has not ended yet; an end at that very time is none. */
    Optional<Instant> endAfter(Instant time) {
        return latestBegin(time.minus(duration), time)
                .map(begin -> begin.plus(duration))
                .filter(end -> end.isAfter(time));
    }

    /** Goes back from one change of the clock to the one before; between two, the offset is one and the same. */
    private Optional<Instant> latestBegin(Instant from, Instant to) {
        Instant last = to;
        while (true) {
            ZoneOffset offset = zone.getOffset(last);
            ZoneOffsetTransition change = latestChange(from, last);
            Instant first = change == null ? from : change.getInstant();
            Optional<LocalDateTime> begin = begins.latest(local(first, offset), local(last, offset));
            if (begin.isPresent()) {
                return begin.map(wall -> wall.toInstant(offset));
            }
            if (change == null) {
                return Optional.empty();
            }
            if (skipsABegin(change)) {
                return Optional.of(change.getInstant());
            }
            last = change.getInstant().minusNanos(1);
        }
    }

    private @Nullable ZoneOffsetTransition latestChange(Instant from, Instant to) {
        ZoneOffsetTransition change = zone.previousTransition(to.plusNanos(1));
        return change == null || change.getInstant().isBefore(from) ? null : change;
    }

    private boolean skipsABegin(ZoneOffsetTransition change) {
        return change.isGap()
                && begins.latest(
                                change.getDateTimeBefore(),
                                change.getDateTimeAfter().minusNanos(1))
                        .isPresent();
    }

    private static LocalDateTime local(Instant time, ZoneOffset offset) {
        return LocalDateTime.ofEpochSecond(time.getEpochSecond(), time.getNano(), offset);
    }

    private static CronMinutes cron(String name, String cron) {
        try {
            return CronMinutes.parse(cron);
        } catch (IllegalArgumentException e) {
            throw refused(
                    name + ".cron", cron, "five fields as in crontab, such as 0 18 * * FRI: " + e.getMessage(), e);
        }
    }

    private static Duration duration(String name, String text) {
        Matcher number = DURATION.matcher(text);
        if (number.matches()) {
            int amount = Integer.parseInt(number.group(1));
            Duration duration = "h".equals(number.group(2)) ? Duration.ofHours(amount) : Duration.ofMinutes(amount);
            if (duration.compareTo(LONGEST) <= 0) {
                return duration;
            }
        }
        throw refused(
                name + ".duration", text, "a number with m or h, at most 168h (a week), such as 62h or 90m", null);
    }

    private static ZoneRules zone(String name, String zone) {
        // ZoneId.of alone would take offsets such as +02:00 as well.
        if (!ZONES.contains(zone)) {
            throw refused(
                    name + ".timeZone",
                    zone,
                    "the name of a time zone in the IANA database, such as Europe/Berlin",
                    null);
        }
        return ZoneId.of(zone).getRules();
    }

    private static IllegalArgumentException refused(
            String field, String value, String wanted, @Nullable Throwable cause) {
        return new IllegalArgumentException(field + " is \"" + value + "\", must be " + wanted, cause);
    }
}
