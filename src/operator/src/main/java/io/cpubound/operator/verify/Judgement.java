package io.cpubound.operator.verify;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.cpubound.operator.api.VerificationSpec;

/**
 * What an answer means. 500 is the app's own failure, 502 to 504 are those of something between (a gateway in the pod, a
 * sidecar); the two are told apart, since other people have to look at them.
 */
final class Judgement {

    private static final int SHOWN = 100;

    private Judgement() {}

    /**
     * Judges one answer.
     *
     * @param attempts how often the pod has been asked, for the message
     */
    static VerificationResult of(Question question, Answer answer, int attempts) {
        String tries = attempts == 1 ? " (1 attempt)" : " (" + attempts + " attempts)";
        if (answer instanceof Answer.Http http) {
            return of(question, http, tries);
        }
        String why = ((Answer.None) answer).why();
        return new VerificationResult(false, "NoAnswer", question.text() + " got no answer: " + why + tries);
    }

    private static VerificationResult of(Question question, Answer.Http http, String tries) {
        VerificationSpec spec = question.spec();
        String answered = question.text() + " answered " + http.status();
        if (http.status() != spec.expectedStatus()) {
            return new VerificationResult(
                    false, reason(http.status()), answered + ", expected " + spec.expectedStatus() + tries);
        }
        String expected = spec.expectedBody();
        if (expected == null) {
            return new VerificationResult(true, "Passed", answered + tries);
        }
        try {
            return Pattern.compile(expected).matcher(http.body()).find()
                    ? new VerificationResult(true, "Passed", answered + " with the expected body" + tries)
                    : new VerificationResult(
                            false,
                            "WrongBody",
                            answered + " with \"" + shown(http.body()) + "\", expected \"" + shown(expected)
                                    + "\" in it" + tries);
        } catch (PatternSyntaxException e) {
            return new VerificationResult(
                    false,
                    "WrongBody",
                    "rollout.verification.expectedBody is \"" + shown(expected)
                            + "\", must be a regular expression in RE2 syntax: " + e.getDescription());
        }
    }

    private static String reason(int status) {
        return switch (status) {
            case 502, 503, 504 -> "GatewayError";
            default -> status >= 500 ? "AppError" : "WrongStatus";
        };
    }

    /** Of what a pod says only so much, and nothing that a terminal would act on. */
    private static String shown(String text) {
        String beginning = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
        return beginning.replaceAll("\\p{Cntrl}", " ").strip();
    }
}
