package io.cpubound.operator.verify;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cpubound.operator.api.VerificationSpec;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VerificationExpectationTest {

    private static final String URL = "http://10.0.0.1:8080/hash/123";

    @Test
    void whatIsExpectedPasses() {
        assertThat(judge(200, "^abc$", answer(200, "abc"), 2))
                .isEqualTo(new VerificationResult(true, "Verified", "GET " + URL + " answered 200 (2 attempts)"));
    }

    @Test
    void withoutAPatternAnyBodyPasses() {
        assertThat(judge(200, null, answer(200, ""), 1).passed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "100,WrongStatus",
        "201,WrongStatus",
        "302,WrongStatus",
        "404,WrongStatus",
        "499,WrongStatus",
        "500,AppError",
        "501,AppError",
        "502,GatewayError",
        "503,GatewayError",
        "504,GatewayError",
        "505,AppError",
        "599,AppError",
        "600,WrongStatus"
    })
    void anotherStatusHasAReasonOfItsKind(int status, String reason) {
        assertThat(judge(200, null, answer(status, ""), 3))
                .isEqualTo(new VerificationResult(
                        false, reason, "GET " + URL + " answered " + status + ", expected 200 (3 attempts)"));
    }

    @Test
    void onlyTheExpectedStatusPasses() {
        IntStream.rangeClosed(100, 599)
                .forEach(expected -> IntStream.rangeClosed(100, 599).forEach(status -> assertThat(
                                judge(expected, null, answer(status, ""), 1).passed())
                        .isEqualTo(status == expected)));
    }

    @Test
    void aStatusThatIsExpectedIsNoError() {
        assertThat(judge(503, null, answer(503, ""), 1).reason()).isEqualTo("Verified");
    }

    @Test
    void aPatternIsFoundAnywhereInTheBody() {
        assertThat(judge(200, "b+", answer(200, "aa\nabba"), 1).passed()).isTrue();
    }

    @Test
    void aWrongBodyIsQuotedAsFarAsAHundredCharactersOnOneLine() {
        String body = "one\r\ntwo\u0000" + "\uD83D\uDE00".repeat(100);

        assertThat(judge(200, "^abc$", answer(200, body), 1))
                .isEqualTo(new VerificationResult(
                        false,
                        "WrongBody",
                        "GET " + URL
                                + " answered 200 with a body in which \"^abc$\" is not found (1 attempt): \"one  two "
                                + "\uD83D\uDE00".repeat(91) + "\""));
    }

    @Test
    void aWrongStatusIsSaidBeforeAWrongBody() {
        assertThat(judge(200, "^abc$", answer(500, "x"), 1).reason()).isEqualTo("AppError");
    }

    @Test
    void timeThatIsUpIsNoAnswer() {
        assertThat(judge(200, null, new VerificationReply.TimedOut(), 3))
                .isEqualTo(new VerificationResult(
                        false, "NoAnswer", "GET " + URL + " did not answer within 5 s (3 attempts)"));
    }

    @Test
    void aFailureOfTheNetworkIsSaid() {
        assertThat(judge(200, null, failed(new IOException("Connection reset by peer")), 1)
                        .message())
                .isEqualTo("GET " + URL + " had no whole answer: Connection reset by peer (1 attempt)");
        assertThat(judge(200, null, failed(new HttpClosedException("Connection was closed")), 1)
                        .message())
                .isEqualTo("GET " + URL + " had no whole answer: Connection was closed (1 attempt)");
    }

    @Test
    void theTextOfAnyOtherFailureIsNotSaidSinceItMayQuoteAHeader() {
        assertThat(judge(200, null, failed(new IllegalArgumentException("bad header: secret")), 1)
                        .message())
                .isEqualTo("GET " + URL + " had no whole answer: IllegalArgumentException (1 attempt)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"(", "a**", "(?=a)", "\\1"})
    void aPatternThatIsNotRe2IsRefused(String pattern) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> judge(200, pattern, answer(200, ""), 1))
                .withMessageStartingWith("rollout.verification.expectedBody is \"" + pattern
                        + "\", must be a regular expression in RE2 syntax: ");
    }

    private static VerificationResult judge(int status, String pattern, VerificationReply reply, int attempts) {
        VerificationSpec spec = new VerificationSpec(
                new VerificationSpec.HttpGet("/hash/123", null, null, List.of()), status, pattern, null, null, null);
        return VerificationExpectation.of(spec, URL).judge(reply, attempts);
    }

    private static VerificationReply answer(int status, String body) {
        return new VerificationReply.Answered(status, body);
    }

    private static VerificationReply failed(Throwable failure) {
        return new VerificationReply.Failed(failure);
    }
}
