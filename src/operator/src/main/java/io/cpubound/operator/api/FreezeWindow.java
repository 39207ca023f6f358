package io.cpubound.operator.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** A window of time that comes again and again, in which no rollout begins or goes on. */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record FreezeWindow(
        @Required
                @Size(min = 9, max = 100) @ValidationRule(
                        value = "self.matches('" + FreezeWindow.CRON + "')",
                        message =
                                "freeze.cron must have five fields: minute (0-59), hour (0-23), day of the month (1-31), month"
                                        + " (1-12 or JAN-DEC), day of the week (0-7 or SUN-SAT), each *, a number, a range, a step such"
                                        + " as */15, or a list of these; for example 0 18 * * FRI")
                @JsonPropertyDescription(
                        "When the window begins: five fields as in crontab (minute, hour, day of the month, month, day of the"
                                + " week), such as 0 18 * * FRI. When both days are given, either begins one.")
                String cron,
        @Required
                @Size(min = 2, max = 5) @ValidationRule(
                        value = "self.matches('^([1-9][0-9]{0,3}m|([1-9][0-9]?|1[0-5][0-9]|16[0-8])h)$')",
                        message =
                                "freeze.duration must be a number with m or h, at most 168h (a week), such as 62h or 90m")
                @JsonPropertyDescription("How long the window is: a number with m or h, at most 168h (a week).")
                String duration,
        @Default("UTC")
                @Size(min = 1, max = 64) @ValidationRule(
                        // An error fails a rule as well as a false does, and an unknown time zone is one.
                        value = "self.matches('^[A-Za-z][-+_/A-Za-z0-9]*$')"
                                + " && timestamp('2026-01-01T00:00:00Z').getHours(self) >= 0",
                        message =
                                "freeze.timeZone must be the name of a time zone in the IANA database, such as Europe/Berlin")
                @JsonPropertyDescription(
                        "The time zone of cron, a name of the IANA database such as Europe/Berlin. Default UTC.")
                String timeZone) {

    private static final String STEP = "(/[1-9][0-9]?)";
    private static final String MINUTE = "[0-5]?[0-9]";
    private static final String HOUR = "([01]?[0-9]|2[0-3])";
    private static final String DAY = "(0?[1-9]|[12][0-9]|3[01])";
    private static final String MONTH = "(0?[1-9]|1[0-2]|(?i:JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC))";
    private static final String WEEKDAY = "([0-7]|(?i:SUN|MON|TUE|WED|THU|FRI|SAT))";

    // A step needs a range or a star before it, as in crontab. One of a list, then the list.
    private static final String ONE_MINUTE = "([*]" + STEP + "?|" + MINUTE + "(-" + MINUTE + STEP + "?)?)";
    private static final String ONE_HOUR = "([*]" + STEP + "?|" + HOUR + "(-" + HOUR + STEP + "?)?)";
    private static final String ONE_DAY = "([*]" + STEP + "?|" + DAY + "(-" + DAY + STEP + "?)?)";
    private static final String ONE_MONTH = "([*]" + STEP + "?|" + MONTH + "(-" + MONTH + STEP + "?)?)";
    private static final String ONE_WEEKDAY = "([*]" + STEP + "?|" + WEEKDAY + "(-" + WEEKDAY + STEP + "?)?)";

    static final String CRON = "^" + ONE_MINUTE + "(," + ONE_MINUTE + ")*"
            + " +" + ONE_HOUR + "(," + ONE_HOUR + ")*"
            + " +" + ONE_DAY + "(," + ONE_DAY + ")*"
            + " +" + ONE_MONTH + "(," + ONE_MONTH + ")*"
            + " +" + ONE_WEEKDAY + "(," + ONE_WEEKDAY + ")*$";

    public FreezeWindow {
        timeZone = timeZone == null ? "UTC" : timeZone;
    }
}
