package io.cpubound.backend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What was built, as a process of its own. */
final class Backend implements AutoCloseable {

    private static final Duration DEADLINE = Duration.ofSeconds(60);

    final HttpClient client = HttpClient.newHttpClient();
    final int port = freePort();
    private final Path log = Files.createTempFile("backend", ".log");
    private final Process process;

    private Backend(String... environment) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-Xmx64m",
                "-jar",
                Path.of("target", "quarkus-app", "quarkus-run.jar").toString());
        builder.environment().put("QUARKUS_HTTP_HOST", "127.0.0.1");
        builder.environment().put("QUARKUS_HTTP_PORT", Integer.toString(port));
        builder.environment().put("HASH_ITERATIONS", "1");
        for (String variable : environment) {
            String[] parts = variable.split("=", 2);
            builder.environment().put(parts[0], parts[1]);
        }
        process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    }

    /** Starts one with these variables ({@code NAME=value}); it may end at once. */
    static Backend start(String... environment) throws IOException {
        return new Backend(environment);
    }

    /** Starts one and waits until it serves. */
    static Backend serving(String... environment) throws IOException {
        Backend backend = new Backend(environment);
        try {
            backend.await("serves", () -> backend.status("q/health/live") == 200);
        } catch (AssertionError e) {
            backend.close();
            throw e;
        }
        return backend;
    }

    HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/" + path))
                .timeout(DEADLINE)
                .build();
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(request(path), BodyHandlers.ofString());
    }

    /** The status of an answer, or 0 where there is none. */
    int status(String path) {
        try {
            return get(path).statusCode();
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    void sigterm() {
        process.destroy();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** Waits for the end, and gives the exit code. */
    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS))
                .as("ended. %s", output())
                .isTrue();
        return process.exitValue();
    }

    String output() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    void await(String what, BooleanSupplier condition) {
        long begin = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - begin)
                    .as("%s within %s. %s", what, DEADLINE, output())
                    .isLessThan(DEADLINE.toNanos());
            LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
        }
    }

    @Override
    public void close() throws IOException {
        process.destroyForcibly();
        Files.deleteIfExists(log);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
