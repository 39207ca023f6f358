package io.cpubound.operator.freeze;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.field.CronField;
import com.cronutils.model.field.CronFieldName;
import com.cronutils.model.field.expression.Always;
import com.cronutils.model.time.generator.FieldValueGenerator;
import com.cronutils.model.time.generator.FieldValueGeneratorFactory;
import com.cronutils.parser.CronParser;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.util.BitSet;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The minutes of a UNIX cron expression, by the clock on the wall. The library reads the expression, and the search is
 * ours: the library's own takes a second to find out that a day never comes ({@code 0 0 31 2 *}), and ours need not go back
 * further than a window is long.
 */
final class CronMinutes {

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /** The library takes SUN for 7, and so refuses SUN-THU. */
    private static final Pattern FROM_SUNDAY = Pattern.compile("SUN-", Pattern.CASE_INSENSITIVE);

    private static final int SUNDAY = 7;

    private final BitSet minutes;
    private final BitSet hours;
    private final BitSet days;
    private final BitSet months;
    private final BitSet weekdays;
    private final boolean eitherDay;

    private CronMinutes(Cron cron) {
        minutes = values(cron, CronFieldName.MINUTE, 0, 59);
        hours = values(cron, CronFieldName.HOUR, 0, 23);
        days = values(cron, CronFieldName.DAY_OF_MONTH, 1, 31);
        months = values(cron, CronFieldName.MONTH, 1, 12);
        weekdays = values(cron, CronFieldName.DAY_OF_WEEK, 0, SUNDAY);
        if (weekdays.get(0)) {
            weekdays.set(SUNDAY);
        }
        eitherDay = !isStar(cron, CronFieldName.DAY_OF_MONTH) && !isStar(cron, CronFieldName.DAY_OF_WEEK);
    }

    /**
     * Reads five fields.
     *
     * @throws IllegalArgumentException when they are not a cron expression
     */
    static CronMinutes parse(String cron) {
        return new CronMinutes(PARSER.parse(FROM_SUNDAY.matcher(cron).replaceAll("0-")));
    }

    /** The last matching minute that is not before {@code from} and not after {@code to}. */
    Optional<LocalDateTime> latest(LocalDateTime from, LocalDateTime to) {
        LocalTime last = to.toLocalTime();
        for (LocalDate day = to.toLocalDate(); !day.isBefore(from.toLocalDate()); day = day.minusDays(1)) {
            Optional<LocalTime> time = matches(day) ? latest(last) : Optional.empty();
            if (time.isPresent()) {
                return time.map(day::atTime).filter(found -> !found.isBefore(from));
            }
            last = LocalTime.MAX;
        }
        return Optional.empty();
    }

    private boolean matches(LocalDate day) {
        boolean date = days.get(day.getDayOfMonth());
        boolean weekday = weekdays.get(day.getDayOfWeek().getValue());
        return months.get(day.getMonthValue()) && (eitherDay ? date || weekday : date && weekday);
    }

    private Optional<LocalTime> latest(LocalTime last) {
        int hour = hours.previousSetBit(last.getHour());
        int minute = hour == last.getHour() ? minutes.previousSetBit(last.getMinute()) : -1;
        if (minute < 0) {
            hour = hours.previousSetBit(last.getHour() - 1);
            minute = minutes.length() - 1;
        }
        return hour < 0 ? Optional.empty() : Optional.of(LocalTime.of(hour, minute));
    }

    private static BitSet values(Cron cron, CronFieldName name, int from, int to) {
        CronField field = cron.retrieve(name);
        FieldValueGenerator generator = FieldValueGeneratorFactory.forCronField(field);
        return IntStream.rangeClosed(from, to).filter(generator::isMatch).collect(BitSet::new, BitSet::set, BitSet::or);
    }

    private static boolean isStar(Cron cron, CronFieldName name) {
        return cron.retrieve(name).getExpression() instanceof Always;
    }
}
