package io.cpubound.operator.verify;

/** What came of one request. */
sealed interface Answer {

    /** An HTTP answer, with the beginning of its body. */
    record Http(int status, String body) implements Answer {}

    /** None in time, or none that is HTTP. */
    record None(String why) implements Answer {}
}
