package io.cpubound.nginx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** An nginx pod on this machine: proxy.sh on a loopback address of its own, its ConfigMap volume swapped as the kubelet does it. */
final class RunningProxy implements AutoCloseable {

    private static final AtomicInteger ADDRESSES = new AtomicInteger();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    final String address = "127.20.1." + ADDRESSES.incrementAndGet();
    final Path config;
    final Path run;
    private final Path log;
    private final HttpClient client = HttpClient.newHttpClient();
    private final Process process;
    private int version;

    private RunningProxy(Path folder, NginxConfiguration first) throws IOException {
        config = Files.createDirectories(folder.resolve("config"));
        run = Files.createDirectories(folder.resolve("run"));
        log = folder.resolve("log");
        mount(first.files());
        ProcessBuilder script = new ProcessBuilder("sh", config + "/proxy.sh", config.toString(), run.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile());
        script.environment().put(ProxyPod.LISTEN_ADDRESSES, address);
        process = script.start();
    }

    static RunningProxy start(Path folder, NginxConfiguration first) throws IOException {
        RunningProxy proxy = startUnawaited(folder, first);
        proxy.awaitRunning(first.hash());
        return proxy;
    }

    static RunningProxy startUnawaited(Path folder, NginxConfiguration first) throws IOException {
        return new RunningProxy(folder, first);
    }

    /** What the kubelet does with a changed ConfigMap: a new folder, and the link {@code ..data} swapped to it. */
    void mount(Map<String, String> files) throws IOException {
        Path data = Files.createDirectory(config.resolve("..version" + version++));
        for (Map.Entry<String, String> file : files.entrySet()) {
            Files.writeString(data.resolve(file.getKey()), file.getValue());
            Path link = config.resolve(file.getKey());
            if (!Files.isSymbolicLink(link)) {
                Files.createSymbolicLink(link, Path.of("..data", file.getKey()));
            }
        }
        Path swap = Files.createSymbolicLink(config.resolve("..data_tmp"), data.getFileName());
        Files.move(swap, config.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
    }

    void mount(NginxConfiguration configuration) throws IOException {
        mount(configuration.files());
    }

    URI uri(String path) {
        return URI.create("http://" + address + ":8080" + path);
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> ask(String path) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(URI.create("http://" + address + ":8081" + path))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    ProxyStatus status() throws IOException, InterruptedException {
        return ProxyStatus.parse(ask("/status").body());
    }

    void awaitRunning(String hash) {
        await().atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptions()
                .untilAsserted(() -> assertThat(ask("/config").body()).isEqualTo(hash + "\n"));
    }

    /** Waits until the handshake would let go of what an earlier configuration listed. */
    void awaitReleased(String hash) {
        awaitRunning(hash);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(10)).untilAsserted(() -> assertThat(status())
                .isEqualTo(new ProxyStatus(hash, java.util.Optional.empty(), 0)));
    }

    /** Sends a signal to the script alone, as a kubelet does to a container's first process. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .start()
                .waitFor();
    }

    /** nginx' master process. */
    ProcessHandle nginx() throws IOException {
        return ProcessHandle.of(Long.parseLong(
                        Files.readString(run.resolve("nginx.pid")).strip()))
                .orElseThrow();
    }

    boolean hasEnded() {
        return !process.isAlive();
    }

    int exitCode() throws InterruptedException {
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS))
                .as("ended")
                .isTrue();
        return process.exitValue();
    }

    String log() throws IOException {
        return Files.readString(log, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}
