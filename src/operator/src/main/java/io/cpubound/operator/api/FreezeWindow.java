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
                @ValidationRule(
                        value = "self.matches('" + FreezeWindow.FORWARDS + "')",
                        message =
                                "freeze.cron must have ranges that run forwards, of two numbers or two names, such as 8-18 or MON-FRI:"
                                        + " write one that runs over the end as two, such as 22-23,0-6 or FRI-SAT,SUN-MON")
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

    // Order, as far as a regular expression can say it: each beginning with all ends that may follow it. So the rule
    // needs
    // nothing beyond standard CEL, and next to nothing of the cost that the API server allows.
    private static final String ONES = "0?(0-0?[0-9]|1-0?[1-9]|2-0?[2-9]|3-0?[3-9]|4-0?[4-9]|5-0?[5-9]|6-0?[6-9]"
            + "|7-0?[7-9]|8-0?[89]|9-0?9)|0?[0-9]-[1-9][0-9]";
    private static final String TENS =
            "1(0-1[0-9]|1-1[1-9]|2-1[2-9]|3-1[3-9]|4-1[4-9]|5-1[5-9]|6-1[6-9]|7-1[7-9]|8-1[89]|9-19)|1[0-9]-[2-9][0-9]";
    private static final String TWENTIES =
            "2(0-2[0-9]|1-2[1-9]|2-2[2-9]|3-2[3-9]|4-2[4-9]|5-2[5-9]|6-2[6-9]|7-2[7-9]|8-2[89]|9-29)|2[0-9]-[3-9][0-9]";
    private static final String THIRTIES =
            "3(0-3[0-9]|1-3[1-9]|2-3[2-9]|3-3[3-9]|4-3[4-9]|5-3[5-9]|6-3[6-9]|7-3[7-9]|8-3[89]|9-39)|3[0-9]-[4-9][0-9]";
    private static final String FORTIES =
            "4(0-4[0-9]|1-4[1-9]|2-4[2-9]|3-4[3-9]|4-4[4-9]|5-4[5-9]|6-4[6-9]|7-4[7-9]|8-4[89]|9-49)|4[0-9]-[5-9][0-9]";
    private static final String FIFTIES =
            "5(0-5[0-9]|1-5[1-9]|2-5[2-9]|3-5[3-9]|4-5[4-9]|5-5[5-9]|6-5[6-9]|7-5[7-9]|8-5[89]|9-59)";

    private static final String TO_OCT = "OCT|NOV|DEC";
    private static final String TO_JUL = "JUL|AUG|SEP|" + TO_OCT;
    private static final String TO_APR = "APR|MAY|JUN|" + TO_JUL;
    private static final String MONTHS = "JAN-(JAN|FEB|MAR|" + TO_APR + ")|FEB-(FEB|MAR|" + TO_APR + ")|MAR-(MAR|"
            + TO_APR + ")|APR-(" + TO_APR + ")|MAY-(MAY|JUN|" + TO_JUL + ")|JUN-(JUN|" + TO_JUL + ")|JUL-(" + TO_JUL
            + ")|AUG-(AUG|SEP|" + TO_OCT + ")|SEP-(SEP|" + TO_OCT + ")|OCT-(" + TO_OCT + ")|NOV-(NOV|DEC)|DEC-DEC";

    // A week may end on a Sunday as well as begin with one.
    private static final String TO_THU = "THU|FRI|SAT|SUN";
    private static final String WEEKDAYS = "SUN-(MON|TUE|WED|" + TO_THU + ")|MON-(MON|TUE|WED|" + TO_THU
            + ")|TUE-(TUE|WED|" + TO_THU + ")|WED-(WED|" + TO_THU + ")|THU-(" + TO_THU
            + ")|FRI-(FRI|SAT|SUN)|SAT-(SAT|SUN)";

    static final String FORWARDS = "^(([^-, /]+|" + ONES + "|" + TENS + "|" + TWENTIES + "|" + THIRTIES + "|" + FORTIES
            + "|" + FIFTIES + "|(?i:" + MONTHS + "|" + WEEKDAYS + "))([, /]+|$))*$";

    public FreezeWindow {
        timeZone = timeZone == null ? "UTC" : timeZone;
    }
}
