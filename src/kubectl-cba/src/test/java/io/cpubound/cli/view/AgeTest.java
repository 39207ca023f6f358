package io.cpubound.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgeTest {

    @ParameterizedTest
    @CsvSource({
        "-5, 0s",
        "0, 0s",
        "119, 119s",
        "120, 2m",
        "190, 3m10s",
        "600, 10m",
        "10799, 179m",
        "10800, 3h",
        "12000, 3h20m",
        "28800, 8h",
        "172799, 47h",
        "172800, 2d",
        "187200, 2d4h",
        "7776000, 90d"
    })
    void anAgeIsShownAsKubectlShowsIt(long seconds, String text) {
        Instant then = Instant.parse("2026-01-01T00:00:00Z");

        assertThat(Age.between(then, then.plusSeconds(seconds))).isEqualTo(text);
    }
}
