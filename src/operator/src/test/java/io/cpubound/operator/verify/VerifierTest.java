package io.cpubound.operator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.operator.api.VerificationSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.PfxOptions;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against a real HTTP server on this machine. */
class VerifierTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final ResourceID APP = new ResourceID("app", "team");
    private static final String UID = "uid-1";

    private final Vertx vertx = Vertx.vertx();
    private final List<HttpServerRequest> requests = new CopyOnWriteArrayList<>();
    private final BlockingQueue<ResourceID> told = new LinkedBlockingQueue<>();
    private final Verifier verifier = new Verifier(vertx);
    private int port;

    @BeforeEach
    void listen() {
        verifier.onResult(told::add);
        port = serve(new HttpServerOptions().setHost("127.0.0.1"));
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private int serve(HttpServerOptions options) {
        HttpServer server = vertx.createHttpServer(options.setPort(0)).requestHandler(this::answer);
        return server.listen().toCompletionStage().toCompletableFuture().join().actualPort();
    }

    private void answer(HttpServerRequest request) {
        requests.add(request);
        String path = request.path();
        if (path.startsWith("/status/")) {
            request.response()
                    .setStatusCode(Integer.parseInt(path.substring(8)))
                    .putHeader("Location", "/ok")
                    .end("as asked");
        } else if (path.equals("/third-time-lucky")) {
            request.response().setStatusCode(requests.size() < 3 ? 500 : 200).end();
        } else if (path.equals("/huge")) {
            request.response().setChunked(true).write(Buffer.buffer(new byte[200_000]));
        } else if (path.equals("/trickle")) {
            request.response().setChunked(true).write("a");
        } else if (path.equals("/cut")) {
            request.connection().close();
        } else if (!path.equals("/hang")) {
            request.response().end("hash e1ed782f");
        }
    }

    @Test
    void theExpectedAnswerPasses() throws Exception {
        VerificationResult result = verify("{httpGet: {path: /ok}, expectedBody: 'e1ed[0-9a-f]{4}$'}");

        assertThat(result.passed()).isTrue();
        assertThat(result.reason()).isEqualTo("Passed");
        assertThat(requests).hasSize(1);
    }

    @Test
    void aPodThatFailsHasHadAllItsAttempts() throws Exception {
        VerificationResult result = verify("{httpGet: {path: /status/500}, attempts: 2, intervalSeconds: 1}");

        assertThat(result)
                .isEqualTo(new VerificationResult(
                        false,
                        "AppError",
                        "GET http://127.0.0.1:" + port + "/status/500 answered 500, expected 200 (2 attempts)"));
        assertThat(requests).hasSize(2);
    }

    @Test
    void oneGoodAnswerIsEnough() throws Exception {
        VerificationResult result = verify("{httpGet: {path: /third-time-lucky}, intervalSeconds: 1}");

        assertThat(result.passed()).isTrue();
        assertThat(result.message()).endsWith("(3 attempts)");
    }

    @Test
    void statusesAreToldApart() throws Exception {
        assertThat(verify("{httpGet: {path: /status/502}, attempts: 1}").reason())
                .isEqualTo("GatewayError");
        assertThat(verify("{httpGet: {path: /status/404}, attempts: 1}").reason())
                .isEqualTo("WrongStatus");
        assertThat(verify("{httpGet: {path: /ok}, expectedBody: c5ff, attempts: 1}")
                        .reason())
                .isEqualTo("WrongBody");
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        VerificationResult result = verify("{httpGet: {path: /status/302}, attempts: 1}");

        assertThat(result.message()).contains("answered 302");
        assertThat(requests).hasSize(1);
    }

    @Test
    void aRefusedConnectionIsNoAnswer() throws Exception {
        int nobody;
        try (ServerSocket socket = new ServerSocket(0)) {
            nobody = socket.getLocalPort();
        }
        VerificationResult result = verify("{httpGet: {path: /, port: " + nobody + "}, attempts: 1}");

        assertThat(result)
                .isEqualTo(new VerificationResult(
                        false,
                        "NoAnswer",
                        "GET http://127.0.0.1:" + nobody + "/ got no answer: connection refused (1 attempt)"));
    }

    @Test
    void aPodThatHangsAtTheStartOrInTheMiddleIsNotWaitedForLongerThanItsTimeout() throws Exception {
        for (String path : List.of("/hang", "/trickle")) {
            long begin = System.nanoTime();
            VerificationResult result = verify("{httpGet: {path: " + path + "}, attempts: 1, timeoutSeconds: 1}");

            assertThat(result.reason()).isEqualTo("NoAnswer");
            assertThat(result.message()).endsWith("got no answer: none within 1 s (1 attempt)");
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(seconds(0.9), seconds(4));
        }
        awaitClosed();
    }

    @Test
    void aCutConnectionIsNoAnswer() throws Exception {
        assertThat(verify("{httpGet: {path: /cut}, attempts: 1}").reason()).isEqualTo("NoAnswer");
    }

    @Test
    void ofAHugeBodyTheBeginningIsRead() throws Exception {
        VerificationResult result = verify("{httpGet: {path: /huge}, expectedBody: '^\\x00+$', timeoutSeconds: 20}");

        assertThat(result.passed()).isTrue();
        awaitClosed();
    }

    @Test
    void itsHeadersAreSentAndEachRequestHasAConnectionOfItsOwn() throws Exception {
        verify("{httpGet: {path: '/status/500?a=%20b', headers: [{name: Host, value: shop.example.com}, {name: X-A,"
                + " value: b}]}, attempts: 2, intervalSeconds: 1}");

        assertThat(requests).allSatisfy(request -> {
            assertThat(request.getHeader("Host")).isEqualTo("shop.example.com");
            assertThat(request.getHeader("X-A")).isEqualTo("b");
            assertThat(request.uri()).isEqualTo("/status/500?a=%20b");
        });
        assertThat(requests.get(0).connection()).isNotSameAs(requests.get(1).connection());
        awaitClosed();
    }

    @Test
    void aCertificateOfAnotherNameWillDo(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("store.p12");
        List<String> keytool = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(), "-genkeypair"));
        keytool.addAll(List.of("-keyalg", "RSA", "-dname", "CN=another.example.com"));
        keytool.addAll(List.of("-storepass", "secret", "-keystore", store.toString()));
        assertThat(new ProcessBuilder(keytool).inheritIO().start().waitFor()).isZero();
        int tls = serve(new HttpServerOptions()
                .setHost("127.0.0.1")
                .setSsl(true)
                .setKeyCertOptions(new PfxOptions().setPath(store.toString()).setPassword("secret")));

        assertThat(verify("{httpGet: {path: /ok, scheme: HTTPS, port: " + tls + "}, attempts: 1}")
                        .passed())
                .isTrue();
    }

    @Test
    void ipv6IsAsked() throws Exception {
        int six = serve(new HttpServerOptions().setHost("::1"));
        verifier.start(APP, UID, "::1", six, spec("{httpGet: {path: /ok}}"));

        VerificationResult result = await();
        assertThat(result.message()).startsWith("GET http://[::1]:" + six + "/ok answered 200");
        assertThat(requests.get(0).getHeader("Host")).isEqualTo("[::1]:" + six);
    }

    @Test
    void startedAgainItGoesOnAndAfterItsEndItIsNotAskedAgain() throws Exception {
        VerificationSpec spec = spec("{httpGet: {path: /ok}}");
        for (int i = 0; i < 20; i++) {
            verifier.start(APP, UID, "127.0.0.1", port, spec);
        }
        await();
        verifier.start(APP, UID, "127.0.0.1", port, spec("{httpGet: {path: /ok}}"));

        assertThat(verifier.result(APP, UID)).isPresent();
        assertThat(told.poll(300, TimeUnit.MILLISECONDS)).isNull();
        assertThat(requests).hasSize(1);
    }

    @Test
    void anotherSpecificationBeginsAnewAndTheOldAnswerCountsNoMore() throws Exception {
        verifier.start(APP, UID, "127.0.0.1", port, spec("{httpGet: {path: /hang}, timeoutSeconds: 1, attempts: 1}"));
        VerificationResult result = verify("{httpGet: {path: /ok}}");

        assertThat(result.passed()).isTrue();
        assertThat(told.poll(1500, TimeUnit.MILLISECONDS)).isNull();
        assertThat(verifier.result(APP, UID)).contains(result);
    }

    @Test
    void whatIsForgottenHasNoResultAndIsNotAskedOn() throws Exception {
        VerificationSpec spec = spec("{httpGet: {path: /status/500}, intervalSeconds: 1, attempts: 2}");
        verifier.start(APP, "uid-gone", "127.0.0.1", port, spec);
        verifier.start(APP, "uid-kept", "127.0.0.1", port, spec);
        verifier.start(new ResourceID("gone", "team"), "uid", "127.0.0.1", port, spec);
        verifier.keepOnly(APP, Set.of("uid-kept"));
        verifier.forget(new ResourceID("gone", "team"));

        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(APP);
        assertThat(told.poll(300, TimeUnit.MILLISECONDS)).isNull();
        assertThat(verifier.result(APP, "uid-gone")).isEmpty();
        assertThat(verifier.result(APP, "uid-kept")).isPresent();
        assertThat(requests).hasSizeLessThanOrEqualTo(4);
        verifier.forget(APP, "uid-kept");
        assertThat(verifier.result(APP, "uid-kept")).isEmpty();
    }

    private VerificationResult verify(String yaml) throws Exception {
        verifier.start(APP, UID, "127.0.0.1", port, spec(yaml));
        return await();
    }

    private VerificationResult await() throws InterruptedException {
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo(APP);
        return verifier.result(APP, UID).orElseThrow();
    }

    private static VerificationSpec spec(String yaml) {
        return YAML.unmarshal("---\n" + yaml, VerificationSpec.class);
    }

    private static Duration seconds(double seconds) {
        return Duration.ofMillis((long) (seconds * 1000));
    }

    /** The server sees that the other side has let go. */
    private void awaitClosed() throws Exception {
        long limit = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        for (HttpServerRequest request : requests) {
            while (!request.response().closed() && System.nanoTime() < limit) {
                Thread.sleep(20);
            }
            assertThat(request.response().closed()).as(request.uri()).isTrue();
        }
    }
}
