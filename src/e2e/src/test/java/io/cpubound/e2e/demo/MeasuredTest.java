package io.cpubound.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.e2e.cluster.Waiting;
import io.cpubound.e2e.load.LoadGenerator;
import io.cpubound.e2e.load.LoadSettings;
import java.net.URI;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Nobody listens on port 9 here, so that each request is lost. */
@Timeout(60)
class MeasuredTest {

    private static final LoadSettings INTO_NOTHING = new LoadSettings(
            URI.create("http://127.0.0.1:9"), 100, 100, Duration.ofSeconds(1), Duration.ofSeconds(5), 1);

    @Test
    void whatWasLostUntilAnInterruptIsTold() {
        Measured measured;
        try (LoadGenerator load = LoadGenerator.start(INTO_NOTHING)) {
            measured = Measured.during(load, () -> {
                awaitLosses(load);
                Thread.currentThread().interrupt();
                Waiting.pause(Duration.ofMinutes(1));
            });
        }

        assertThat(Thread.interrupted()).as("the interrupt stays set").isTrue();
        assertThat(measured.failure()).contains("interrupted");
        assertThat(measured.load().lost()).isGreaterThanOrEqualTo(10);
        assertThat(measured.load().sent())
                .isGreaterThanOrEqualTo(measured.load().lost());
    }

    @Test
    void whatWasLostUntilAnyExceptionIsTold() {
        Measured measured;
        try (LoadGenerator load = LoadGenerator.start(INTO_NOTHING)) {
            measured = Measured.during(load, () -> {
                awaitLosses(load);
                throw new IllegalArgumentException("broken");
            });
        }

        assertThat(measured.failure()).contains("broken");
        assertThat(measured.load().lost()).isEqualTo(measured.load().sent()).isGreaterThanOrEqualTo(10);
    }

    private static void awaitLosses(LoadGenerator load) {
        Waiting.until("10 losses", Duration.ofSeconds(30), load::report, report -> {}, report -> report.lost() >= 10);
    }
}
