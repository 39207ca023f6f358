package io.cpubound.operator.freeze;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cpubound.operator.api.FreezeWindow;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class FreezeCalendarTest {

    private static final String BERLIN = "Europe/Berlin";

    @Test
    void aWeekendIsFrozenFromItsFirstMomentToItsLast() {
        FreezeCalendar weekends = FreezeCalendar.of(List.of(new FreezeWindow("0 18 * * FRI", "62h", BERLIN)));
        Instant monday = at("2026-11-30T08:00:00+01:00");

        assertThat(weekends.frozenUntil(at("2026-11-27T17:59:59+01:00"))).isEmpty();
        assertThat(weekends.frozenUntil(at("2026-11-27T18:00:00+01:00"))).contains(monday);
        assertThat(weekends.frozenUntil(at("2026-11-29T12:00:30+01:00"))).contains(monday);
        assertThat(weekends.frozenUntil(monday.minusNanos(1))).contains(monday);
        assertThat(weekends.frozenUntil(monday)).isEmpty();
    }

    @Test
    void theNextBeginIsToldToWhomLooksBeforeAndToWhomLooksWithin() {
        FreezeCalendar weekends = FreezeCalendar.of(List.of(new FreezeWindow("0 18 * * FRI", "62h", BERLIN)));
        Instant friday = at("2026-11-27T18:00:00+01:00");

        assertThat(weekends.nextBegin(friday.minusNanos(1))).contains(friday);
        assertThat(weekends.nextBegin(friday)).contains(friday.plus(Duration.ofDays(7)));
    }

    @Test
    void overlappingAndAdjoiningWindowsAreOne() {
        FreezeCalendar calendar = FreezeCalendar.of(List.of(
                new FreezeWindow("0 8 * * *", "2h", "UTC"),
                new FreezeWindow("0 9 * * *", "90m", "UTC"),
                new FreezeWindow("30 10 * * *", "30m", "UTC"),
                new FreezeWindow("1 11 * * *", "1h", "UTC")));

        assertThat(calendar.frozenUntil(at("2026-11-25T08:30:00Z"))).contains(at("2026-11-25T11:00:00Z"));
        assertThat(calendar.frozenUntil(at("2026-11-25T11:00:00Z"))).isEmpty();
        assertThat(calendar.frozenUntil(at("2026-11-25T11:01:00Z"))).contains(at("2026-11-25T12:01:00Z"));
    }

    @Test
    void aWindowThatIsLongerThanItsPeriodOverlapsItself() {
        FreezeCalendar calendar = FreezeCalendar.of(List.of(new FreezeWindow("0 12 * * 1,2", "30h", "UTC")));

        assertThat(calendar.frozenUntil(at("2026-11-23T13:00:00Z"))).contains(at("2026-11-25T18:00:00Z"));
    }

    @Test
    void aFreezeThatNeverEndsIsFrozenNowAndWhenItIsLookedAtAgain() {
        FreezeCalendar always = FreezeCalendar.of(List.of(new FreezeWindow("* * * * *", "1h", "UTC")));
        Instant now = at("2026-11-25T08:30:12Z");
        Instant until = always.frozenUntil(now).orElseThrow();

        assertThat(until).isAfter(now.plus(Duration.ofHours(24)));
        assertThat(always.frozenUntil(until)).isPresent();
    }

    @Test
    void withoutWindowsNothingIsFrozen() {
        FreezeCalendar none = FreezeCalendar.of(List.of());

        assertThat(none.frozenUntil(Instant.EPOCH)).isEmpty();
        assertThat(none.nextBegin(Instant.EPOCH)).isEmpty();
    }

    @Test
    void whatShouldBeginInTheHourThatIsSkippedBeginsAtTheJump() {
        // On 2026-03-29 the clock goes from 1:59 to 3:00.
        FreezeCalendar calendar = FreezeCalendar.of(List.of(new FreezeWindow("30 2 * * *", "1h", BERLIN)));
        Instant jump = at("2026-03-29T03:00:00+02:00");

        assertThat(calendar.nextBegin(at("2026-03-29T01:00:00+01:00"))).contains(jump);
        assertThat(calendar.frozenUntil(jump.minusSeconds(1))).isEmpty();
        assertThat(calendar.frozenUntil(jump)).contains(at("2026-03-29T04:00:00+02:00"));
        assertThat(calendar.nextBegin(jump)).contains(at("2026-03-30T02:30:00+02:00"));
    }

    @Test
    void whatBeginsInTheHourThatComesTwiceBeginsTheFirstTimeOnly() {
        // On 2026-10-25 the clock goes from 2:59 back to 2:00.
        FreezeCalendar calendar = FreezeCalendar.of(List.of(new FreezeWindow("30 2 * * *", "45m", BERLIN)));
        Instant first = at("2026-10-25T02:30:00+02:00");

        assertThat(calendar.nextBegin(first.minusSeconds(1))).contains(first);
        assertThat(calendar.frozenUntil(first)).contains(at("2026-10-25T02:15:00+01:00"));
        assertThat(calendar.frozenUntil(at("2026-10-25T02:10:00+01:00"))).contains(at("2026-10-25T02:15:00+01:00"));
        assertThat(calendar.frozenUntil(at("2026-10-25T02:30:00+01:00"))).isEmpty();
        assertThat(calendar.nextBegin(first)).contains(at("2026-10-26T02:30:00+01:00"));
    }

    @Test
    void aDurationIsThatOfAStopwatch() {
        FreezeCalendar weekends = FreezeCalendar.of(List.of(new FreezeWindow("0 18 * * FRI", "62h", BERLIN)));

        assertThat(weekends.frozenUntil(at("2026-03-28T12:00:00+01:00"))).contains(at("2026-03-30T09:00:00+02:00"));
        assertThat(weekends.frozenUntil(at("2026-10-24T12:00:00+02:00"))).contains(at("2026-10-26T07:00:00+01:00"));
    }

    @Test
    void ofTheTwoDayFieldsEitherBeginsAWindowAsInCrontab() {
        FreezeCalendar calendar = FreezeCalendar.of(List.of(new FreezeWindow("0 0 13 * FRI", "24h", "UTC")));

        assertThat(calendar.frozenUntil(at("2026-12-11T01:00:00Z"))).isPresent();
        assertThat(calendar.frozenUntil(at("2026-12-12T01:00:00Z"))).isEmpty();
        assertThat(calendar.frozenUntil(at("2026-12-13T01:00:00Z"))).isPresent();
    }

    /** Compared with a plain look at every minute of two weeks around a jump of the clock. */
    @Test
    void aListWithNamesAndStepsHoldsExactlyWhenItsWordsSay() {
        FreezeCalendar calendar =
                FreezeCalendar.of(List.of(new FreezeWindow("*/20 8-9,22 * MAR,apr mon-wed,SUN", "10m", BERLIN)));
        ZonedDateTime begin = ZonedDateTime.of(2026, 3, 22, 0, 0, 0, 0, ZoneId.of(BERLIN));

        for (int minute = 0; minute < 14 * 24 * 60; minute++) {
            ZonedDateTime time = begin.plusMinutes(minute);
            boolean hour = List.of(8, 9, 22).contains(time.getHour());
            boolean day = List.of(DayOfWeek.SUNDAY, DayOfWeek.MONDAY, DayOfWeek.TUESDAY, DayOfWeek.WEDNESDAY)
                    .contains(time.getDayOfWeek());
            assertThat(calendar.frozenUntil(time.toInstant()).isPresent())
                    .as("%s", time)
                    .isEqualTo(hour && day && time.getMinute() % 20 < 10);
        }
    }

    @Test
    void whatCannotBeUnderstoodIsToldWithItsFieldAndItsValue() {
        FreezeWindow good = new FreezeWindow("0 18 * * FRI", "62h", "UTC");

        assertThatThrownBy(
                        () -> FreezeCalendar.of(List.of(good, new FreezeWindow("0 18 * * FRI", "62h", "Mars/Olympus"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rollout.freeze[1].timeZone is \"Mars/Olympus\", must be a name of the IANA time zone"
                        + " database, such as Europe/Berlin");
        assertThatThrownBy(() -> FreezeCalendar.of(List.of(new FreezeWindow("0 18 * * SUN-TUE", "1h", "UTC"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("rollout.freeze[0].cron is \"0 18 * * SUN-TUE\", must be five fields");
        assertThatThrownBy(() -> FreezeCalendar.of(List.of(new FreezeWindow("0 0 31 2,4 *", "1h", "UTC"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"0 0 31 2,4 *\"")
                .hasMessageEndingWith("there is no such day in any year");
        assertThatThrownBy(() -> FreezeCalendar.of(List.of(new FreezeWindow("0 18 * * FRI", "2d", "UTC"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("rollout.freeze[0].duration is \"2d\", must be a number with m or h, such as 62h");
    }

    @Test
    void theLeapDayIsADay() {
        FreezeCalendar calendar = FreezeCalendar.of(List.of(new FreezeWindow("0 0 29 2 *", "24h", "UTC")));

        assertThat(calendar.nextBegin(at("2026-11-25T00:00:00Z"))).contains(at("2028-02-29T00:00:00Z"));
    }

    private static Instant at(String text) {
        return ZonedDateTime.parse(text).toInstant();
    }
}
