package io.cpubound.nginx;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a client of the app sees of nginx. */
class ProxyTrafficTest {

    @TempDir
    Path folder;

    @Test
    void requestsReachEveryPod() throws Exception {
        try (App first = new App();
                App second = new App();
                RunningProxy proxy = RunningProxy.start(folder, listing(first.server(), second.server()))) {
            Set<String> answered = new HashSet<>();
            for (int i = 0; i < 10; i++) {
                answered.add(proxy.get("/hash/1").body().split(" ", 2)[0]);
            }
            assertThat(answered).containsExactlyInAnyOrder(first.address, second.address);
        }
    }

    /** The client of this test asks to upgrade each connection to h2c: that ends at nginx. */
    @Test
    void theAppLearnsWhoAskedAndHow() throws Exception {
        try (App app = new App();
                RunningProxy proxy = RunningProxy.start(folder, listing(app.server()))) {
            HttpRequest request = HttpRequest.newBuilder(proxy.uri("/hash/a%2Fb?delayMillis=0"))
                    .header("X-Forwarded-For", "192.0.2.1")
                    .header("X-Forwarded-Proto", "https")
                    .POST(HttpRequest.BodyPublishers.ofString("input"))
                    .build();
            String seen = send(request).body();
            assertThat(seen)
                    .startsWith(app.address + " POST /hash/a%2Fb?delayMillis=0 input\n")
                    .contains("X-forwarded-for: [192.0.2.1, 127.0.0.1]")
                    .contains("X-forwarded-proto: [https]")
                    .contains("X-forwarded-host: [" + proxy.address + ":8080]")
                    .contains("Host: [" + proxy.address + "]")
                    .contains("X-real-ip: [127.0.0.1]")
                    .contains("Connection: [close]")
                    .doesNotContain("Upgrade", "Http2-settings");
        }
    }

    @Test
    void aProtocolThatNobodyKnowsIsNotPassedOn() throws Exception {
        try (App app = new App();
                RunningProxy proxy = RunningProxy.start(folder, listing(app.server()))) {
            HttpRequest request = HttpRequest.newBuilder(proxy.uri("/"))
                    .header("X-Forwarded-Proto", "javascript")
                    .build();
            assertThat(send(request).body()).contains("X-forwarded-proto: [http]");
        }
    }

    @Test
    void anUpgradedConnectionCarriesBytesBothWays() throws Exception {
        InetAddress loopback = InetAddress.getByName("127.20.2.250");
        try (ServerSocket app = new ServerSocket(8080, 5, loopback);
                RunningProxy proxy = RunningProxy.start(folder, listing(new UpstreamServer("127.20.2.250", 8080)))) {
            CompletableFuture<Void> echo = CompletableFuture.runAsync(() -> upgradeAndEcho(app));
            try (Socket client = new Socket(proxy.address, 8080)) {
                client.getOutputStream()
                        .write("GET /chat HTTP/1.1\r\nHost: a\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(readUntil(client.getInputStream(), "\r\n\r\n")).startsWith("HTTP/1.1 101 ");
                client.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
                assertThat(readUntil(client.getInputStream(), "ping")).isEqualTo("ping");
            }
            echo.join();
        }
    }

    @Test
    void aDeadServerCostsNoRequestAlsoNoPost() throws Exception {
        try (App live = new App();
                RunningProxy proxy =
                        RunningProxy.start(folder, listing(live.server(), new UpstreamServer("127.20.2.251", 8080)))) {
            for (int i = 0; i < 20; i++) {
                assertThat(proxy.get("/").statusCode()).isEqualTo(200);
                HttpRequest post = HttpRequest.newBuilder(proxy.uri("/hash"))
                        .POST(HttpRequest.BodyPublishers.ofString("x"))
                        .build();
                assertThat(send(post).statusCode()).isEqualTo(200);
            }
            assertThat(live.requests).hasValue(40);
        }
    }

    @Test
    void withoutAPodTheAnswerIs503AndWhenToTryAgain() throws Exception {
        try (RunningProxy proxy = RunningProxy.start(folder, listing())) {
            HttpResponse<String> answer = proxy.get("/hash/1");
            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).contains("1");
            assertThat(answer.headers().firstValue("Server")).contains("nginx");
        }
    }

    private static void upgradeAndEcho(ServerSocket app) {
        try (Socket socket = app.accept()) {
            assertThat(readUntil(socket.getInputStream(), "\r\n\r\n"))
                    .contains("Upgrade: echo\r\n")
                    .contains("Connection: upgrade\r\n");
            OutputStream out = socket.getOutputStream();
            out.write("HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n"
                    .getBytes(StandardCharsets.US_ASCII));
            out.write(readUntil(socket.getInputStream(), "ping").getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String readUntil(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            text.append((char) next);
        }
        return text.toString();
    }

    private static HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    }

    static NginxConfiguration listing(UpstreamServer... servers) {
        return NginxConfiguration.render(
                new ProxySettings(100, 3, Duration.ofSeconds(3), LoadBalancing.ROUND_ROBIN, Duration.ofSeconds(30)),
                Stream.of(servers).toList());
    }
}
