package io.cpubound.operator.verify;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.cpubound.operator.api.VerificationSpec;
import io.vertx.core.http.HttpClosedException;
import java.io.IOException;
import java.util.Optional;

/**
 * What an answer must be, and what is said of one that is not. Pure: from a reply to a result.
 *
 * @param request how it is named in messages, such as {@code GET http://10.0.0.1:8080/hash/123}
 */
record VerificationExpectation(String request, int status, Optional<Pattern> body, int timeoutSeconds) {

    private static final int QUOTED = 100;

    /**
     * The expectation of a spec.
     *
     * @throws IllegalArgumentException when expectedBody does not compile; the schema should have refused that
     */
    static VerificationExpectation of(VerificationSpec spec, String url) {
        return new VerificationExpectation(
                "GET " + url,
                spec.expectedStatus(),
                Optional.ofNullable(spec.expectedBody()).map(VerificationExpectation::compiled),
                spec.timeoutSeconds());
    }

    /** The result if this reply is the last one of so many attempts. */
    VerificationResult judge(VerificationReply reply, int attempts) {
        String times = attempts == 1 ? " (1 attempt)" : " (" + attempts + " attempts)";
        if (reply instanceof VerificationReply.Answered answer) {
            return judge(answer, times);
        }
        String what = reply instanceof VerificationReply.Failed failed
                ? " had no whole answer: " + cause(failed.failure())
                : " did not answer within " + timeoutSeconds + " s";
        return new VerificationResult(false, "NoAnswer", request + what + times);
    }

    private VerificationResult judge(VerificationReply.Answered answer, String times) {
        String answered = request + " answered " + answer.status();
        if (answer.status() != status) {
            return new VerificationResult(false, wrong(answer.status()), answered + ", expected " + status + times);
        }
        if (body.isPresent() && !body.get().matcher(answer.body()).find()) {
            String what = answered + " with a body in which \"" + body.get().pattern() + "\" is not found";
            return new VerificationResult(false, "WrongBody", what + times + ": \"" + beginning(answer.body()) + "\"");
        }
        return new VerificationResult(true, "Verified", answered + times);
    }

    /** 502 to 504 are what a gateway says that did not reach the app; any other 5xx is the app's own. */
    private static String wrong(int status) {
        if (status >= 502 && status <= 504) {
            return "GatewayError";
        }
        return status >= 500 && status <= 599 ? "AppError" : "WrongStatus";
    }

    /** What the network says. The text of any other failure may quote a header, and a header may be a secret. */
    private static String cause(Throwable failure) {
        boolean network = failure instanceof IOException || failure instanceof HttpClosedException;
        String text = network ? failure.getMessage() : null;
        return text == null ? failure.getClass().getSimpleName() : beginning(text);
    }

    /** On one line, since messages are shown in tables. */
    private static String beginning(String text) {
        return text.codePoints()
                .limit(QUOTED)
                .map(point -> Character.isISOControl(point) ? ' ' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static Pattern compiled(String text) {
        try {
            return Pattern.compile(text);
        } catch (PatternSyntaxException e) {
            throw new IllegalArgumentException(
                    "rollout.verification.expectedBody is \"" + text
                            + "\", must be a regular expression in RE2 syntax: " + e.getDescription(),
                    e);
        }
    }
}
