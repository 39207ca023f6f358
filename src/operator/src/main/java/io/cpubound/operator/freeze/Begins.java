package io.cpubound.operator.freeze;

import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.time.zone.ZoneOffsetTransition;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * The times at which a window begins: a crontab line on the wall clock of a time zone.
 *
 * <p>cron-utils is only asked about wall clocks that never jump (it is told UTC); what happens where the clock does jump is
 * decided here. Where it skips an hour, what should begin in that hour begins at the jump. Where it shows an hour twice, it
 * begins the first time and not again. So a begin is never lost, and never doubled.
 */
final class Begins {

    private final ExecutionTime times;
    private final ZoneId zone;

    private Begins(ExecutionTime times, ZoneId zone) {
        this.times = times;
        this.zone = zone;
    }

    /**
     * Reads them.
     *
     * @param field the path of the window in the spec, for the messages
     * @throws IllegalArgumentException when there is no such time zone, or the line is not one of five fields, or it names no
     *     day that there is
     */
    static Begins of(String field, String cron, String timeZone) {
        ZoneId zone = zone(field, timeZone);
        try {
            ExecutionTime times = ExecutionTime.forCron(parser().parse(cron));
            if (!hasADay(cron)) {
                throw new IllegalArgumentException("there is no such day in any year");
            }
            return new Begins(times, zone);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    field + ".cron is \"" + cron + "\", must be five fields as in crontab, such as 0 18 * * FRI: "
                            + e.getMessage(),
                    e);
        }
    }

    private static ZoneId zone(String field, String timeZone) {
        try {
            return ZoneId.of(timeZone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    field + ".timeZone is \"" + timeZone
                            + "\", must be a name of the IANA time zone database, such as Europe/Berlin",
                    e);
        }
    }

    private static CronParser parser() {
        return new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));
    }

    /** Of the 31st of February cron-utils finds out only after seconds that it never comes. */
    private static boolean hasADay(String cron) {
        String[] fields = cron.strip().split("\\s+", -1);
        if (fields.length < 5 || fields[2].contains("*") || fields[3].contains("*") || !fields[4].equals("*")) {
            return true;
        }
        ExecutionTime days = ExecutionTime.forCron(parser().parse("0 0 " + fields[2] + " " + fields[3] + " *"));
        LocalDate leapYear = LocalDate.of(2028, 1, 1);
        return IntStream.range(0, leapYear.lengthOfYear())
                .mapToObj(day -> leapYear.plusDays(day).atStartOfDay(ZoneOffset.UTC))
                .anyMatch(days::isMatch);
    }

    /** The last one that is not after {@code now}. */
    Optional<Instant> last(Instant now) {
        // Asked for what is before the next minute: cron-utils gives what is strictly before.
        return times.lastExecution(minute(now).plusMinutes(1)).map(this::instant);
    }

    /** The first one after {@code now}. */
    Optional<Instant> next(Instant now) {
        return times.nextExecution(minute(now)).map(this::instant);
    }

    /** The minute of the wall clock up to which everything has begun. */
    private ZonedDateTime minute(Instant now) {
        LocalDateTime local = LocalDateTime.ofInstant(now, zone);
        ZoneOffsetTransition jump = zone.getRules().getTransition(local);
        if (jump != null && jump.isOverlap() && zone.getRules().getOffset(now).equals(jump.getOffsetAfter())) {
            // The second time that the clock shows this hour: all of the hour has begun.
            local = jump.getDateTimeBefore().minusMinutes(1);
        }
        return local.truncatedTo(ChronoUnit.MINUTES).atZone(ZoneOffset.UTC);
    }

    private Instant instant(ZonedDateTime wallClock) {
        LocalDateTime local = wallClock.toLocalDateTime();
        ZoneOffsetTransition jump = zone.getRules().getTransition(local);
        return jump != null && jump.isGap()
                ? jump.getInstant()
                : local.atZone(zone).toInstant();
    }
}
