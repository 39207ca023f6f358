package io.cpubound.operator.verify;

/** What came back of one request. */
sealed interface VerificationReply {

    /** An answer; the body as far as it was read. */
    record Answered(int status, String body) implements VerificationReply {}

    /** No whole answer in time. */
    record TimedOut() implements VerificationReply {}

    /** No whole answer: refused, reset, or not HTTP. */
    record Failed(Throwable failure) implements VerificationReply {}
}
