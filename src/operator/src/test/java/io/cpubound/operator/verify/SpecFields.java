package io.cpubound.operator.verify;

import io.cpubound.operator.api.VerificationSpec;
import io.cpubound.operator.api.VerificationSpec.Header;
import io.cpubound.operator.api.VerificationSpec.Scheme;
import java.util.List;

/** A verification, field by field; thirty seconds to answer in and one between attempts where a test says nothing. */
record SpecFields(Integer port, Scheme scheme, List<Header> headers, String expectedBody, int timeout, int attempts) {

    static SpecFields spec(int attempts) {
        return new SpecFields(null, Scheme.HTTP, List.of(), null, 30, attempts);
    }

    SpecFields port(int number) {
        return new SpecFields(number, scheme, headers, expectedBody, timeout, attempts);
    }

    SpecFields scheme(Scheme other) {
        return new SpecFields(port, other, headers, expectedBody, timeout, attempts);
    }

    SpecFields headers(Header... sent) {
        return new SpecFields(port, scheme, List.of(sent), expectedBody, timeout, attempts);
    }

    SpecFields body(String pattern) {
        return new SpecFields(port, scheme, headers, pattern, timeout, attempts);
    }

    SpecFields timeout(int seconds) {
        return new SpecFields(port, scheme, headers, expectedBody, seconds, attempts);
    }

    VerificationSpec value() {
        return new VerificationSpec(
                new VerificationSpec.HttpGet("/hash/123?a=%20b", port, scheme, headers),
                200,
                expectedBody,
                timeout,
                attempts,
                1);
    }
}
