package io.cpubound.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.e2e.load.LoadReport;
import io.cpubound.e2e.load.LoadReport.Latency;
import io.cpubound.e2e.load.LostRequest;
import io.cpubound.e2e.load.RequestKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SummaryTest {

    @Test
    void theLastLineIsWhatScriptsRead() {
        assertThat(summary(4711, List.of(), Optional.empty()).lastLine())
                .isEqualTo("demo: sent=4711 lost=0 rollout=12.3s result=ok");
    }

    @Test
    void oneLostRequestIsAFailureAndIsListedWithItsTimeAndError() {
        LostRequest loss = new LostRequest(
                Instant.parse("2026-11-24T10:00:00Z"), RequestKind.POST_NEW, Duration.ofMillis(12), "status 502");
        Summary summary = summary(4711, List.of(loss), Optional.empty());

        assertThat(summary.ok()).isFalse();
        assertThat(summary.lastLine()).isEqualTo("demo: sent=4711 lost=1 rollout=12.3s result=failed");
        assertThat(summary.lines()).anySatisfy(line -> assertThat(line)
                .contains("2026-11-24T10:00:00Z", "POST, new connection", "status 502"));
    }

    @Test
    void aScenarioThatWasNotWalkedToItsEndIsAFailureEvenWithoutLosses() {
        Summary summary = summary(100, List.of(), Optional.of("not Ready within 240 s"));

        assertThat(summary.ok()).isFalse();
        assertThat(summary.lines()).anySatisfy(line -> assertThat(line).contains("not Ready within 240 s"));
    }

    @Test
    void noLoadIsAFailure() {
        assertThat(summary(0, List.of(), Optional.empty()).ok()).isFalse();
        assertThat(new Summary(null, Optional.empty(), List.of(), List.of(), Optional.of("no cluster")).lastLine())
                .isEqualTo("demo: sent=0 lost=0 rollout=0.0s result=failed");
    }

    private static Summary summary(long sent, List<LostRequest> losses, Optional<String> failure) {
        Latency latency = new Latency(Duration.ofMillis(2), Duration.ofMillis(9), Duration.ofMillis(40));
        LoadReport load = new LoadReport(
                sent,
                sent - losses.size(),
                losses.size(),
                losses,
                Map.of("1.0.0", sent - losses.size()),
                Map.of(RequestKind.GET_NEW, sent),
                losses.isEmpty() ? Map.of() : Map.of(RequestKind.POST_NEW, (long) losses.size()),
                latency,
                latency,
                Map.of(),
                0,
                Duration.ZERO);
        return new Summary(
                load, Optional.of(12.34), List.of(Duration.ofMillis(700)), List.of(Duration.ofSeconds(5)), failure);
    }
}
