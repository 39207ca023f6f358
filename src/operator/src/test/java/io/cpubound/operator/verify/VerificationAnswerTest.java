package io.cpubound.operator.verify;

import static io.cpubound.operator.verify.SpecFields.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.buffer.Buffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is made of an answer, or of none. */
@Timeout(60)
class VerificationAnswerTest {

    private final VerificationScene scene = new VerificationScene();

    @AfterEach
    void close() {
        scene.close();
    }

    @Test
    void anAnswerAsExpectedPasses() throws Exception {
        int port =
                scene.serve(request -> request.response().end("path " + request.path() + ", query " + request.query()));

        VerificationResult result = scene.verify(port, spec(1).body("^path /hash/123, query a=%20b$"));

        assertThat(result.message())
                .isEqualTo("GET http://127.0.0.1:" + port + "/hash/123?a=%20b answered 200 (1 attempt)");
        assertThat(result.passed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"500,AppError", "502,GatewayError", "404,WrongStatus", "204,WrongStatus"})
    void anotherStatusFails(int status, String reason) throws Exception {
        int port =
                scene.serve(request -> request.response().setStatusCode(status).end());

        assertThat(scene.verify(port, spec(1)))
                .isEqualTo(new VerificationResult(
                        false,
                        reason,
                        "GET http://127.0.0.1:" + port + "/hash/123?a=%20b answered " + status
                                + ", expected 200 (1 attempt)"));
    }

    @Test
    void aRedirectIsNotFollowed() throws Exception {
        int port = scene.serve(request ->
                request.response().setStatusCode(302).putHeader("Location", "/").end());

        assertThat(scene.verify(port, spec(1)).reason()).isEqualTo("WrongStatus");
        assertThat(scene.requests).hasValue(1);
    }

    @Test
    void aWrongBodyFails() throws Exception {
        int port = scene.serve(request -> request.response().end("abd"));

        VerificationResult result = scene.verify(port, spec(1).body("^abc$"));

        assertThat(result.reason()).isEqualTo("WrongBody");
        assertThat(result.message())
                .endsWith("answered 200 with a body in which \"^abc$\" is not found (1 attempt): \"abd\"");
    }

    @Test
    void aPatternThatDoesNotCompileFailsAndSaysSo() throws Exception {
        int port = scene.serve(request -> request.response().end());

        VerificationResult result = scene.verify(port, spec(1).body("("));

        assertThat(result.passed()).isFalse();
        assertThat(result.message()).startsWith("rollout.verification.expectedBody is \"(\", must be");
    }

    @Test
    void aRefusedConnectionIsNoAnswer() throws Exception {
        int port = VerificationScene.unusedPort();

        VerificationResult result = scene.verify(port, spec(1));

        assertThat(result.reason()).isEqualTo("NoAnswer");
        assertThat(result.message())
                .contains("had no whole answer: Connection refused")
                .endsWith("(1 attempt)");
    }

    @Test
    void aConnectionThatIsClosedBeforeTheAnswerIsNoAnswer() throws Exception {
        int port = scene.serveRaw(socket -> socket.handler(unused -> socket.close()));

        VerificationResult result = scene.verify(port, spec(1));

        assertThat(result.reason()).isEqualTo("NoAnswer");
        assertThat(result.message()).contains("had no whole answer: Connection was closed");
    }

    @Test
    void anAnswerThatIsCutOffIsNoAnswer() throws Exception {
        int port = scene.serveRaw(socket -> socket.handler(unused ->
                socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nabc").onComplete(sent -> socket.close())));

        assertThat(scene.verify(port, spec(1).body("abc")).reason()).isEqualTo("NoAnswer");
    }

    @Test
    void whatIsNotHttpIsNoAnswer() throws Exception {
        int port = scene.serveRaw(
                socket -> socket.handler(unused -> socket.end(Buffer.buffer("-ERR unknown command\r\n"))));

        assertThat(scene.verify(port, spec(1)).reason()).isEqualTo("NoAnswer");
    }

    @Test
    void aServerThatHangsIsNoAnswerAndTheConnectionIsClosed() throws Exception {
        int port = scene.serve(request -> {});

        VerificationResult result = scene.verify(port, spec(1).timeout(1));

        assertThat(result.reason()).isEqualTo("NoAnswer");
        assertThat(result.message()).endsWith("did not answer within 1 s (1 attempt)");
        scene.awaitClosed();
    }

    @Test
    void theTimeIsForTheWholeAnswerHoweverSlowlyItTrickles() throws Exception {
        int port = scene.serve(request -> {
            request.response().setChunked(true);
            long timer = scene.vertx.setPeriodic(
                    100, unused -> request.response().write(".").onFailure(failure -> {}));
            request.connection().closeHandler(unused -> scene.vertx.cancelTimer(timer));
        });

        assertThat(scene.verify(port, spec(1).timeout(1)).message()).endsWith("did not answer within 1 s (1 attempt)");
    }

    @Test
    void aBodyIsJudgedByItsFirst64KibAndTheRestIsNotWaitedFor() throws Exception {
        int limit = VerificationRequest.BODY_BYTES;
        int port = scene.serve(
                request -> request.response().setChunked(true).write("a".repeat(limit - 1) + "b" + "c".repeat(1000)));

        assertThat(scene.verify(port, spec(1).body("^a+b$")).passed()).isTrue();
        scene.awaitClosed();
    }
}
