package io.cpubound.operator.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cpubound.operator.api.FreezeWindow;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FreezeCalendarTest {

    private static final String BERLIN = "Europe/Berlin";

    @Test
    void withoutWindowsNothingIsFrozen() {
        assertThat(FreezeCalendar.of(List.of()).frozenUntil(at("2026-01-02T18:00:00Z")))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T16:59:59.999Z,", // a Friday
        "2026-01-02T17:00:00Z,2026-01-05T07:00:00Z",
        "2026-01-05T06:59:59.999Z,2026-01-05T07:00:00Z",
        "2026-01-05T07:00:00Z,",
        "2026-07-03T16:00:00Z,2026-07-06T06:00:00Z"
    })
    void aWindowLastsFromItsFirstMinuteUpToItsEndByTheClockOfItsZone(String now, String until) {
        assertFrozen(now, until, window("0 18 * * FRI", "62h", BERLIN));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-02T20:00:00Z,2026-01-05T00:00:00Z", // overlap, and then one that begins as another ends
        "2026-01-05T00:00:00Z,",
        "2026-01-05T12:00:00Z,2026-01-05T13:00:00Z"
    })
    void windowsThatOverlapOrTouchAreOne(String now, String until) {
        assertFrozen(
                now,
                until,
                window("0 12 * * MON", "1h", "UTC"),
                window("0 0 * * SUN", "24h", "UTC"),
                window("0 20 * * SAT", "4h", "UTC"),
                window("0 18 * * FRI", "30h", "UTC"));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-02-13T00:00:00Z,2026-02-13T01:00:00Z", // Friday the 13th
        "2026-04-13T00:00:00Z,2026-04-13T01:00:00Z", // the 13th, a Monday
        "2026-04-17T00:00:00Z,2026-04-17T01:00:00Z", // a Friday
        "2026-04-14T00:00:00Z,"
    })
    void whenBothDaysAreGivenEitherBeginsAWindow(String now, String until) {
        assertFrozen(now, until, window("0 0 13 * FRI", "1h", "UTC"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"0 0 * * SUN", "0 0 * * 0", "0 0 * * 7", "0 0 * * sat-sun", "0 0 * * Sun-Thu", "0 0 * * 6,7"})
    void sundayHasAllItsNames(String cron) {
        assertFrozen("2026-01-04T00:30:00Z", "2026-01-04T01:00:00Z", window(cron, "1h", "UTC"));
    }

    @Test
    void aDayThatNeverComesFreezesNothing() {
        assertFrozen("2026-03-03T00:00:00Z", null, window("0 0 31 2 *", "168h", "UTC"));
    }

    @Test
    void aWindowMayHaveBegunInAnotherYear() {
        assertFrozen("2026-01-01T12:00:00Z", "2026-01-05T20:00:00Z", window("0 20 29 12 *", "168h", "UTC"));
    }

    /** On 2026-03-29 the clock of Berlin jumps from 02:00 to 03:00, which is 01:00 UTC. */
    @ParameterizedTest
    @CsvSource({
        "2026-03-29T00:59:00Z,",
        "2026-03-29T01:00:00Z,2026-03-29T01:20:00Z",
        "2026-03-29T01:20:00Z,",
        "2026-03-28T01:30:00Z,2026-03-28T01:50:00Z",
        "2026-03-30T00:30:00Z,2026-03-30T00:50:00Z"
    })
    void aBeginThatTheClockSkipsIsWhenItJumps(String now, String until) {
        assertFrozen(now, until, window("30 2 * * *", "20m", BERLIN));
    }

    /** On 2026-10-25 the clock of Berlin goes back from 03:00 to 02:00, which is 01:00 UTC. */
    @ParameterizedTest
    @CsvSource({
        "2026-10-25T00:30:00Z,2026-10-25T00:50:00Z",
        "2026-10-25T00:50:00Z,",
        "2026-10-25T01:30:00Z,2026-10-25T01:50:00Z",
        "2026-10-26T01:30:00Z,2026-10-26T01:50:00Z"
    })
    void aBeginThatComesTwiceBeginsTwice(String now, String until) {
        assertFrozen(now, until, window("30 2 * * *", "20m", BERLIN));
    }

    @Test
    void aDurationIsRealTimeWhateverTheClockDoes() {
        assertFrozen("2026-03-28T12:00:00Z", "2026-03-29T11:00:00Z", window("0 12 * * SAT", "24h", BERLIN));
    }

    @Test
    void aFreezeWithoutAnEndIsToldInPartsThatMoveOnceADay() {
        FreezeWindow always = window("* * * * *", "1m", "UTC");

        assertFrozen("2026-01-01T00:00:00Z", "2026-03-03T00:00:00Z", always);
        assertFrozen("2026-01-01T23:59:59Z", "2026-03-03T00:00:00Z", always);
        assertFrozen("2026-01-02T00:00:00Z", "2026-03-04T00:00:00Z", always);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Mars/Phobos", "+02:00", "CET+1", ""})
    void anUnknownTimeZoneIsRefused(String zone) {
        List<FreezeWindow> windows = List.of(window("0 18 * * FRI", "62h", BERLIN), window("0 18 * * FRI", "1h", zone));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> FreezeCalendar.of(windows))
                .withMessage("rollout.freeze[1].timeZone is \"" + zone
                        + "\", must be the name of a time zone in the IANA database, such as Europe/Berlin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "0 18 * *",
                "60 * * * *",
                "0 0 0 * *",
                "0 0 5-2 * *",
                "*/70 * * * *",
                "0 0 * * FRI-MON",
                "@daily"
            })
    void aBadCronExpressionIsRefused(String cron) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FreezeCalendar.of(List.of(window(cron, "1h", "UTC"))))
                .withMessageStartingWith("rollout.freeze[0].cron is \"" + cron
                        + "\", must be five fields as in crontab, such as 0 18 * * FRI: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "0m", "1d", "169h", "h", "10000m", "-1h", "PT1H"})
    void aBadDurationIsRefused(String duration) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FreezeCalendar.of(List.of(window("* * * * *", duration, "UTC"))))
                .withMessage("rollout.freeze[0].duration is \"" + duration
                        + "\", must be a number with m or h, at most 168h (a week), such as 62h or 90m");
    }

    /** Every minute of some days, in zones and at times of the year where the clock does odd things. */
    @ParameterizedTest
    @CsvSource({
        "Europe/Berlin,2026-03-28T00:00:00Z",
        "Europe/Berlin,2026-10-24T00:00:00Z",
        "America/New_York,2026-03-07T00:00:00Z",
        "America/New_York,2026-10-31T00:00:00Z",
        "Australia/Lord_Howe,2026-04-04T00:00:00Z", // half an hour
        "Australia/Lord_Howe,2026-10-03T00:00:00Z",
        "America/Havana,2026-03-07T00:00:00Z", // at midnight
        "Pacific/Apia,2011-12-29T12:00:00Z", // a whole day is skipped
        "Asia/Kathmandu,2026-02-26T00:00:00Z",
        "UTC,2027-12-30T00:00:00Z"
    })
    void saysTheSameAsAMinuteByMinuteReference(String zone, String from) {
        Instant begin = at(from);
        for (long seed = 0; seed < 12; seed++) {
            List<FreezeWindow> windows = someWindows(new Random(seed), zone);
            Reference reference = new Reference(windows, begin.minus(8, ChronoUnit.DAYS), 8 + 2 + 30);
            FreezeCalendar calendar = FreezeCalendar.of(windows);
            for (Instant now = begin; now.isBefore(begin.plus(2, ChronoUnit.DAYS)); now = now.plusSeconds(60)) {
                Instant until = calendar.frozenUntil(now).orElse(now);

                assertThat(min(until, reference.end()))
                        .as("seed %d: %s at %s", seed, windows, now)
                        .isEqualTo(reference.frozenUntil(now));
            }
        }
    }

    private static List<FreezeWindow> someWindows(Random random, String zone) {
        List<FreezeWindow> windows = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            windows.add(window(
                    String.join(
                            " ",
                            one(random, "0", "30", "*/20", "10-50/15", "5,55", "*"),
                            one(random, "2", "1-3", "*", "*/5", "0", "23", "18,2"),
                            one(random, "*", "*", "*", "29", "*/2", "1,31", "30"),
                            one(random, "*", "*", "3,10", "JAN-DEC/2"),
                            one(random, "*", "*", "SUN", "5-7", "0", "MON,FRI")),
                    one(random, "1m", "7m", "20m", "60m", "90m", "23h", "24h", "62h", "168h"),
                    random.nextInt(4) == 0 ? "UTC" : zone));
        }
        return windows;
    }

    private static String one(Random random, String... choices) {
        return choices[random.nextInt(choices.length)];
    }

    private static Instant min(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static void assertFrozen(String now, String until, FreezeWindow... windows) {
        assertThat(FreezeCalendar.of(List.of(windows)).frozenUntil(at(now)))
                .isEqualTo(Optional.ofNullable(until).map(Instant::parse));
    }

    private static Instant at(String time) {
        return Instant.parse(time);
    }

    private static FreezeWindow window(String cron, String duration, String zone) {
        return new FreezeWindow(cron, duration, zone);
    }
}
