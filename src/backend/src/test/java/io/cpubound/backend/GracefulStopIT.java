package io.cpubound.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class GracefulStopIT {

    @Test
    void anIdleServerEndsWithZeroAtOnceAlsoWithOpenConnections() throws Exception {
        try (Backend backend = Backend.serving();
                Connection kept = new Connection(backend.port)) {
            assertThat(kept.get("/hash/abc")).startsWith("HTTP/1.1 200");
            long begin = System.nanoTime();

            backend.sigterm();

            assertThat(backend.exitCode()).isZero();
            // It takes 0.6 s; the rest is for a machine with much else to do.
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(4));
            assertThat(kept.closed()).isTrue();
        }
    }

    @Test
    void whatIsInFlightAndWhatStillComesIsAnswered() throws Exception {
        try (Backend backend = Backend.serving();
                Connection kept = new Connection(backend.port)) {
            assertThat(kept.get("/hash/abc")).doesNotContain("Connection: close");
            CompletableFuture<HttpResponse<String>> slow =
                    backend.client.sendAsync(backend.request("hash/abc?delayMillis=5000"), BodyHandlers.ofString());
            assertThat(backend.status("hash/abc")).isEqualTo(200);

            backend.sigterm();
            backend.await("says that it stops", () -> backend.status("q/health/ready") == 503);

            assertThat(kept.get("/hash/abc")).startsWith("HTTP/1.1 200").contains("Connection: close");
            assertThat(backend.status("hash/on-a-new-connection")).isEqualTo(200);
            assertThat(slow).isNotDone();
            assertThat(slow.join().statusCode()).isEqualTo(200);
            assertThat(backend.exitCode()).isZero();
        }
    }

    /** One connection, kept open whatever the server says about it. */
    private static final class Connection implements AutoCloseable {

        private final Socket socket;
        private final BufferedReader in;

        Connection(int port) throws IOException {
            socket = new Socket("127.0.0.1", port);
            socket.setSoTimeout((int) Duration.ofSeconds(20).toMillis());
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        }

        /** The head of the answer. */
        String get(String path) throws IOException {
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: backend\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                head.append(line).append('\n');
            }
            in.skip(64); // a hash
            return head.toString();
        }

        boolean closed() throws IOException {
            return in.read() == -1;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
