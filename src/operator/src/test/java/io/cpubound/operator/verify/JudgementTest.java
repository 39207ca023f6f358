package io.cpubound.operator.verify;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.operator.api.VerificationSpec;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class JudgementTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @ParameterizedTest
    @CsvSource({
        "500, AppError",
        "501, AppError",
        "505, AppError",
        "502, GatewayError",
        "503, GatewayError",
        "504, GatewayError",
        "404, WrongStatus",
        "301, WrongStatus",
        "204, WrongStatus"
    })
    void theAppsOwnFailureIsToldFromOneOnTheWay(int status, String reason) {
        VerificationResult result = Judgement.of(question("{httpGet: {path: /hash/123}}"), answer(status, ""), 3);

        assertThat(result)
                .isEqualTo(new VerificationResult(
                        false,
                        reason,
                        "GET http://10.0.0.1:8080/hash/123 answered " + status + ", expected 200 (3 attempts)"));
    }

    @Test
    void anExpectedErrorIsNone() {
        Question question = question("{httpGet: {path: /}, expectedStatus: 503}");

        assertThat(Judgement.of(question, answer(503, ""), 1).passed()).isTrue();
        assertThat(Judgement.of(question, answer(200, ""), 1).reason()).isEqualTo("WrongStatus");
    }

    @Test
    void theExpectedBodyIsSearchedForAndNotMatchedWhole() {
        Question question = question("{httpGet: {path: /}, expectedBody: 'a+b'}");

        assertThat(Judgement.of(question, answer(200, "xxaabyy"), 1).passed()).isTrue();
        assertThat(Judgement.of(question, answer(200, "AAB"), 2))
                .isEqualTo(new VerificationResult(
                        false,
                        "WrongBody",
                        "GET http://10.0.0.1:8080/ answered 200 with \"AAB\", expected \"a+b\" in it (2 attempts)"));
    }

    @Test
    void aLongBodyAndOneForATerminalAreShownInPart() {
        Question question = question("{httpGet: {path: /}, expectedBody: good}");
        String message = Judgement.of(question, answer(200, "\u001b[2Jbad\n" + "x".repeat(1000)), 1)
                .message();

        assertThat(message).contains("\"[2Jbad xxx", "xxx...\", expected").doesNotContain("\u001b", "\n");
        assertThat(message).hasSizeLessThan(300);
    }

    @Test
    void anExpressionThatTheSchemaShouldHaveRefusedFailsAndSaysSo() {
        assertThat(Judgement.of(question("{httpGet: {path: /}, expectedBody: '('}"), answer(200, "("), 1)
                        .message())
                .startsWith("rollout.verification.expectedBody is \"(\", must be a regular expression in RE2 syntax:");
    }

    @Test
    void anExpressionThatTakesOthersForeverTakesThisNoTime() {
        Question question = question("{httpGet: {path: /}, expectedBody: '(a*)*b$'}");

        assertThat(Judgement.of(question, answer(200, "a".repeat(HttpQuestions.MOST_BYTES)), 1)
                        .reason())
                .isEqualTo("WrongBody");
    }

    @Test
    void anAddressOfIpv6StandsInBracketsAndTheSpecificationsPortWins() {
        VerificationSpec spec =
                YAML.unmarshal("---\n{httpGet: {path: /a?b=c, port: 9090, scheme: HTTPS}}", VerificationSpec.class);

        assertThat(new Question("fd00::1", 8080, spec).text()).isEqualTo("GET https://[fd00::1]:9090/a?b=c");
    }

    private static Question question(String yaml) {
        return new Question("10.0.0.1", 8080, YAML.unmarshal("---\n" + yaml, VerificationSpec.class));
    }

    private static Answer answer(int status, String body) {
        return new Answer.Http(status, body);
    }
}
