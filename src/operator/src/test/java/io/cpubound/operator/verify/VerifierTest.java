package io.cpubound.operator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.operator.api.VerificationSpec;
import io.cpubound.operator.api.VerificationSpec.Header;
import io.cpubound.operator.api.VerificationSpec.Scheme;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PfxOptions;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class VerifierTest {

    private static final ResourceID APP = new ResourceID("app", "team");
    private static final ResourceID OTHER = new ResourceID("other", "team");
    private static final String UID = "uid-0";
    private static final String LOOPBACK = "127.0.0.1";

    private final Vertx vertx = Vertx.vertx();
    private final Verifier verifier = new Verifier(vertx);
    private final BlockingQueue<ResourceID> news = new LinkedBlockingQueue<>();
    private final AtomicInteger requests = new AtomicInteger();
    private final BlockingQueue<String> closed = new LinkedBlockingQueue<>();

    @BeforeEach
    void listen() {
        verifier.listen(news::add);
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void anAnswerAsExpectedPasses() throws Exception {
        int port = serve(request -> request.response().end("path " + request.path() + ", query " + request.query()));

        VerificationResult result = verify(port, spec(1).body("^path /hash/123, query a=%20b$"));

        assertThat(result.message())
                .isEqualTo("GET http://127.0.0.1:" + port + "/hash/123?a=%20b answered 200 (1 attempt)");
        assertThat(result.passed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"500,AppError", "502,GatewayError", "404,WrongStatus", "204,WrongStatus"})
    void anotherStatusFails(int status, String reason) throws Exception {
        int port = serve(request -> request.response().setStatusCode(status).end());

        assertThat(verify(port, spec(1)))
                .isEqualTo(new VerificationResult(
                        false,
                        reason,
                        "GET http://127.0.0.1:" + port + "/hash/123?a=%20b answered " + status
                                + ", expected 200 (1 attempt)"));
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        int port = serve(request ->
                request.response().setStatusCode(302).putHeader("Location", "/").end());

        assertThat(verify(port, spec(1)).reason()).isEqualTo("WrongStatus");
        assertThat(requests).hasValue(1);
    }

    @Test
    void aWrongBodyFails() throws Exception {
        int port = serve(request -> request.response().end("abd"));

        VerificationResult result = verify(port, spec(1).body("^abc$"));

        assertThat(result.reason()).isEqualTo("WrongBody");
        assertThat(result.message())
                .endsWith("answered 200 with a body in which \"^abc$\" is not found (1 attempt): \"abd\"");
    }

    @Test
    void aLaterAttemptPasses() throws Exception {
        int port = serve(request -> request.response()
                .setStatusCode(requests.get() == 1 ? 500 : 200)
                .end());

        VerificationResult result = verify(port, spec(3));

        assertThat(result.passed()).isTrue();
        assertThat(result.message()).endsWith("answered 200 (2 attempts)");
        assertThat(requests).hasValue(2);
    }

    @Test
    void theLastOfAllAttemptsIsTheResult() throws Exception {
        int port = serve(request -> request.response()
                .setStatusCode(requests.get() == 1 ? 404 : 503)
                .end());

        VerificationResult result = verify(port, spec(2));

        assertThat(result.reason()).isEqualTo("GatewayError");
        assertThat(result.message()).endsWith("answered 503, expected 200 (2 attempts)");
    }

    @Test
    void aRefusedConnectionIsNoAnswer() throws Exception {
        int port = unusedPort();

        VerificationResult result = verify(port, spec(1));

        assertThat(result.reason()).isEqualTo("NoAnswer");
        assertThat(result.message())
                .contains("had no whole answer: Connection refused")
                .endsWith("(1 attempt)");
    }

    @Test
    void aConnectionThatIsClosedBeforeTheAnswerIsNoAnswer() throws Exception {
        int port = serveRaw(socket -> socket.handler(unused -> socket.close()));

        VerificationResult result = verify(port, spec(1));

        assertThat(result.reason()).isEqualTo("NoAnswer");
        assertThat(result.message()).contains("had no whole answer: Connection was closed");
    }

    @Test
    void anAnswerThatIsCutOffIsNoAnswer() throws Exception {
        int port = serveRaw(socket -> socket.handler(unused ->
                socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").onComplete(sent -> socket.close())));

        assertThat(verify(port, spec(1).body("abc")).reason()).isEqualTo("NoAnswer");
    }

    @Test
    void whatIsNotHttpIsNoAnswer() throws Exception {
        int port = serveRaw(socket -> socket.handler(unused -> socket.end(Buffer.buffer("-ERR unknown command\r\n"))));

        assertThat(verify(port, spec(1)).reason()).isEqualTo("NoAnswer");
    }

    @Test
    void aServerThatHangsIsNoAnswerAndTheConnectionIsClosed() throws Exception {
        int port = serve(request -> {});

        VerificationResult result = verify(port, spec(1));

        assertThat(result.reason()).isEqualTo("NoAnswer");
        assertThat(result.message()).endsWith("did not answer within 1 s (1 attempt)");
        awaitClosed();
    }

    @Test
    void theTimeIsForTheWholeAnswerHoweverSlowlyItTrickles() throws Exception {
        int port = serve(request -> {
            request.response().setChunked(true);
            long timer = vertx.setPeriodic(
                    100, unused -> request.response().write(".").onFailure(failure -> {}));
            request.connection().closeHandler(unused -> vertx.cancelTimer(timer));
        });

        assertThat(verify(port, spec(1)).message()).endsWith("did not answer within 1 s (1 attempt)");
    }

    @Test
    void aBodyIsJudgedByItsFirst64KibAndTheRestIsNotWaitedFor() throws Exception {
        int limit = VerificationRequest.BODY_BYTES;
        int port = serve(
                request -> request.response().setChunked(true).write("a".repeat(limit - 1) + "b" + "c".repeat(1000)));

        assertThat(verify(port, spec(1).body("^a+b$")).passed()).isTrue();
        awaitClosed();
    }

    @Test
    void everyRequestHasItsOwnConnectionThatIsClosedAfter() throws Exception {
        BlockingQueue<String> connections = new LinkedBlockingQueue<>();
        int port = serve(request -> {
            connections.add(request.remoteAddress().toString());
            request.response().setStatusCode(404).end();
        });

        var unused = verify(port, spec(2));

        assertThat(connections).hasSize(2).doesNotHaveDuplicates();
        awaitClosed();
        awaitClosed();
    }

    @Test
    void headersAreSentAndNeverSaid() throws Exception {
        int port = serve(request -> request.response()
                .setStatusCode(
                        "Bearer secret".equals(request.getHeader("Authorization"))
                                        && request.headers().getAll("Host").equals(List.of("shop.example"))
                                ? 403
                                : 200)
                .end());
        Spec spec = spec(1).headers(new Header("Authorization", "Bearer secret"), new Header("host", "shop.example"));

        VerificationResult result = verify(port, spec);

        assertThat(result.message()).contains("answered 403").doesNotContain("secret", "shop.example");
    }

    @Test
    void aHeaderThatCannotBeSentFailsAndIsNotSaid() throws Exception {
        int port = serve(request -> request.response().end());

        VerificationResult result = verify(port, spec(1).headers(new Header("X-Token", "sec\nret")));

        assertThat(result.reason()).isEqualTo("NoAnswer");
        assertThat(result.message()).contains("IllegalArgumentException").doesNotContain("sec\nret");
    }

    @Test
    void anIpv6AddressIsWrittenInBrackets() throws Exception {
        int port = serve(
                "::1", new HttpServerOptions(), request -> request.response().end(request.getHeader("Host")));
        Spec spec = spec(1).body("^\\[::1\\]:" + port + "$");

        verifier.start(APP, UID, "::1", port, spec.value());

        assertThat(awaited().message()).startsWith("GET http://[::1]:" + port + "/hash/123?a=%20b answered 200");
    }

    @Test
    void aCertificateIsNotChecked(@TempDir Path dir) throws Exception {
        HttpServerOptions options = new HttpServerOptions().setSsl(true).setKeyCertOptions(selfSigned(dir));
        int port = serve(LOOPBACK, options, request -> request.response().end());

        VerificationResult result = verify(port, spec(1).scheme(Scheme.HTTPS));

        assertThat(result.message()).startsWith("GET https://127.0.0.1:" + port).contains("answered 200");
        assertThat(result.passed()).isTrue();
    }

    @Test
    void httpsToAServerWithoutItIsNoAnswer() throws Exception {
        int port = serve(request -> request.response().end());

        assertThat(verify(port, spec(1).scheme(Scheme.HTTPS)).reason()).isEqualTo("NoAnswer");
    }

    @Test
    void thePortOfTheSpecIsAskedRatherThanTheDefault() throws Exception {
        int port = serve(request -> request.response().end());

        verifier.start(APP, UID, LOOPBACK, unusedPort(), spec(1).port(port).value());

        assertThat(awaited().passed()).isTrue();
    }

    @Test
    void aPatternThatDoesNotCompileFailsAndSaysSo() throws Exception {
        int port = serve(request -> request.response().end());

        VerificationResult result = verify(port, spec(1).body("("));

        assertThat(result.passed()).isFalse();
        assertThat(result.message()).startsWith("rollout.verification.expectedBody is \"(\", must be");
    }

    @Test
    void startingAgainDoesNothingWhileItRunsAndWhenTheResultIsThere() throws Exception {
        BlockingQueue<HttpServerRequest> asked = new LinkedBlockingQueue<>();
        int port = serve(asked::add);

        start(APP, UID, port, spec(1).timeout(30));
        HttpServerRequest request = asked.take();
        start(APP, UID, port, spec(1));
        assertThat(verifier.result(APP, UID)).isEmpty();
        request.response().end();
        VerificationResult result = awaited();
        start(APP, UID, port, spec(1));

        assertThat(verifier.result(APP, UID)).contains(result);
        assertThat(requests).hasValue(1);
    }

    @Test
    void whatIsForgottenWhileItRunsEndsAndCanBeginAnew() throws Exception {
        BlockingQueue<HttpServerRequest> asked = new LinkedBlockingQueue<>();
        int port = serve(asked::add);
        start(APP, UID, port, spec(3).timeout(30));
        asked.take();

        verifier.forget(APP, UID);

        awaitClosed();
        assertThat(news).isEmpty();
        start(APP, UID, port, spec(1).timeout(30));
        asked.take().response().end();
        assertThat(awaited().message()).endsWith("answered 200 (1 attempt)");
    }

    @Test
    void anAppThatIsGoneIsForgottenAndOnlyThat() throws Exception {
        int port = serve(request -> request.response().end());
        start(APP, UID, port, spec(1));
        awaited();
        start(OTHER, "uid-1", port, spec(1));
        assertThat(news.take()).isEqualTo(OTHER);

        verifier.forgetApp("team", "app");

        assertThat(verifier.result(APP, UID)).isEmpty();
        assertThat(verifier.result(OTHER, "uid-1")).isPresent();
    }

    @Test
    void whatNobodyAsksForIsForgottenAfterAsLongAsItCanTakeAndTenMinutes() throws Exception {
        int port = serve(request -> request.response().end());
        start(APP, UID, port, spec(20).timeout(60));
        awaited();
        Duration longest = Duration.ofSeconds(20 * (60 + 1)).plusMinutes(10);

        verifier.forgetUnasked(System.nanoTime() + longest.minusMinutes(1).toNanos());
        assertThat(verifier.result(APP, UID)).isPresent();
        verifier.forgetUnasked(System.nanoTime() + longest.plusMinutes(1).toNanos());

        assertThat(verifier.result(APP, UID)).isEmpty();
    }

    @Test
    void aListenerThatThrowsDoesNotLoseTheResult() throws Exception {
        int port = serve(request -> request.response().end());
        verifier.listen(app -> {
            news.add(app);
            throw new IllegalStateException("not now");
        });

        assertThat(verify(port, spec(1)).passed()).isTrue();
    }

    private VerificationResult verify(int port, Spec spec) throws InterruptedException {
        start(APP, UID, port, spec);
        return awaited();
    }

    private void start(ResourceID app, String uid, int port, Spec spec) {
        verifier.start(app, uid, LOOPBACK, port, spec.value());
    }

    private VerificationResult awaited() throws InterruptedException {
        assertThat(news.poll(30, TimeUnit.SECONDS)).isEqualTo(APP);
        return verifier.result(APP, UID).orElseThrow();
    }

    private void awaitClosed() throws InterruptedException {
        assertThat(closed.poll(30, TimeUnit.SECONDS)).isNotNull();
    }

    private int serve(Handler<HttpServerRequest> handler) {
        return serve(LOOPBACK, new HttpServerOptions(), handler);
    }

    private int serve(String address, HttpServerOptions options, Handler<HttpServerRequest> handler) {
        return vertx.createHttpServer(options)
                .connectionHandler(connection -> connection.closeHandler(unused -> closed.add("closed")))
                .requestHandler(request -> {
                    requests.incrementAndGet();
                    handler.handle(request);
                })
                .listen(0, address)
                .map(HttpServer::actualPort)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    private int serveRaw(Handler<NetSocket> handler) {
        return vertx.createNetServer()
                .connectHandler(handler)
                .listen(0, LOOPBACK)
                .toCompletionStage()
                .toCompletableFuture()
                .join()
                .actualPort();
    }

    private static int unusedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static PfxOptions selfSigned(Path dir) throws IOException, InterruptedException {
        String store = dir.resolve("store.p12").toString();
        Process keytool = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                .toString(),
                        "-genkeypair",
                        "-alias",
                        "pod",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=nobody.example",
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "changeit",
                        "-keystore",
                        store)
                .inheritIO()
                .start();
        assertThat(keytool.waitFor()).isZero();
        return new PfxOptions().setPath(store).setPassword("changeit");
    }

    private static Spec spec(int attempts) {
        return new Spec(null, Scheme.HTTP, List.of(), null, 1, attempts);
    }

    /** A verification, field by field; one second wherever there is a choice. */
    private record Spec(
            Integer port, Scheme scheme, List<Header> headers, String expectedBody, int timeout, int attempts) {

        private Spec port(int number) {
            return new Spec(number, scheme, headers, expectedBody, timeout, attempts);
        }

        private Spec scheme(Scheme other) {
            return new Spec(port, other, headers, expectedBody, timeout, attempts);
        }

        private Spec headers(Header... sent) {
            return new Spec(port, scheme, List.of(sent), expectedBody, timeout, attempts);
        }

        private Spec body(String pattern) {
            return new Spec(port, scheme, headers, pattern, timeout, attempts);
        }

        private Spec timeout(int seconds) {
            return new Spec(port, scheme, headers, expectedBody, seconds, attempts);
        }

        private VerificationSpec value() {
            return new VerificationSpec(
                    new VerificationSpec.HttpGet("/hash/123?a=%20b", port, scheme, headers),
                    200,
                    expectedBody,
                    timeout,
                    attempts,
                    1);
        }
    }
}
