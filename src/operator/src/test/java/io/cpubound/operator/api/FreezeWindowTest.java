package io.cpubound.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.re2j.Pattern;
import io.cpubound.operator.freeze.FreezeCalendar;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What the schema takes for a cron expression is what the operator understands. The rules' expressions are RE2, as on the API server. */
class FreezeWindowTest {

    private static final Pattern CRON = Pattern.compile(FreezeWindow.CRON);
    private static final Pattern FORWARDS = Pattern.compile(FreezeWindow.FORWARDS);

    static Stream<Arguments> fields() {
        return Stream.of(
                Arguments.of("%s * * * *", numbers("%d", 0, 59)),
                Arguments.of("* %s * * *", numbers("%d", 0, 23)),
                Arguments.of("* %s * * *", numbers("%02d", 0, 23)),
                Arguments.of("* * %s * *", numbers("%d", 1, 31)),
                Arguments.of("* * * %s *", numbers("%d", 1, 12)),
                Arguments.of("* * * * %s", numbers("%d", 0, 7)),
                Arguments.of(
                        "* * * %s *",
                        List.of("JAN", "feb", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "Dec")),
                Arguments.of("* * * * %s", List.of("SUN", "MON", "tue", "WED", "THU", "FRI", "SAT")));
    }

    @ParameterizedTest
    @MethodSource("fields")
    void aRangeThatTheSchemaTakesIsUnderstood(String cron, List<String> values) {
        for (String from : values) {
            for (String to : values) {
                for (String range : List.of(from + "-" + to, from + "," + from + "-" + to + "/3," + to)) {
                    String text = cron.formatted(range);
                    assertThat(CRON.matches(text)).as(text).isTrue();
                    assertThat(FORWARDS.matches(text)).as(text).isEqualTo(isUnderstood(text));
                }
            }
        }
    }

    private static List<String> numbers(String format, int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(format::formatted).toList();
    }

    private static boolean isUnderstood(String cron) {
        try {
            FreezeCalendar.of(List.of(new FreezeWindow(cron, "1h", "UTC")));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
