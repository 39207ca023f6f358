package io.cpubound.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FaultsIT {

    private static final String SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @Test
    void aSettingThatCannotBeUsedEndsItWithOneLine() throws Exception {
        try (Backend backend = Backend.start("HASH_ITERATIONS=abc")) {
            assertThat(backend.exitCode()).isEqualTo(2);
            assertThat(backend.output())
                    .isEqualTo(
                            "cpubound-backend: HASH_ITERATIONS is 'abc': it must be a whole number from 1 to 100000000\n");
        }
    }

    @Test
    void crashAtStartExitsWithOne() throws Exception {
        try (Backend backend = Backend.start("FAULT=crash-at-start")) {
            assertThat(backend.exitCode()).isEqualTo(1);
            assertThat(backend.output()).isEqualTo("cpubound-backend: crashes, because FAULT is crash-at-start\n");
        }
    }

    @Test
    void neverReadyServesAndIsAliveButNotReady() throws Exception {
        try (Backend backend = Backend.serving("FAULT=never-ready")) {
            assertThat(backend.status("q/health/ready")).isEqualTo(503);
            assertThat(backend.status("q/health/started")).isEqualTo(200);
            assertThat(backend.get("hash/abc").body()).isEqualTo(SHA256_OF_ABC);
        }
    }

    @Test
    void wrongAnswerIsReadyAndWrong() throws Exception {
        try (Backend backend = Backend.serving("FAULT=wrong-answer")) {
            assertThat(backend.status("q/health/ready")).isEqualTo(200);
            assertThat(backend.get("hash/abc").statusCode()).isEqualTo(200);
            assertThat(backend.get("hash/abc").body()).hasSize(64).isNotEqualTo(SHA256_OF_ABC);
        }
    }

    @Test
    void error500IsReadyAndAnswers500() throws Exception {
        try (Backend backend = Backend.serving("FAULT=error-500")) {
            assertThat(backend.status("q/health/ready")).isEqualTo(200);
            assertThat(backend.status("hash/abc")).isEqualTo(500);
        }
    }

    @Test
    void hangIsReadyAndDoesNotAnswer() throws Exception {
        try (Backend backend = Backend.serving("FAULT=hang")) {
            CompletableFuture<?> answer =
                    backend.client.sendAsync(backend.request("hash/abc"), BodyHandlers.ofString());

            assertThat(backend.status("q/health/ready")).isEqualTo(200);
            assertThat(answer).isNotDone();
        }
    }

    @Test
    void exitAtSigtermDropsWhatIsInFlight() throws Exception {
        try (Backend backend = Backend.serving("FAULT=exit-at-sigterm")) {
            CompletableFuture<?> slow =
                    backend.client.sendAsync(backend.request("hash/abc?delayMillis=30000"), BodyHandlers.ofString());
            assertThat(backend.get("hash/abc").body()).isEqualTo(SHA256_OF_ABC);

            backend.sigterm();

            assertThat(backend.exitCode()).isEqualTo(143);
            assertThat(slow).failsWithin(Duration.ofSeconds(5));
        }
    }
}
