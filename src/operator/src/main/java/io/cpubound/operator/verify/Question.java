package io.cpubound.operator.verify;

import io.cpubound.operator.api.VerificationSpec;
import java.util.Locale;

/**
 * What a pod is asked.
 *
 * @param address the pod's IP address
 * @param port the app's; the specification may name another one
 */
record Question(String address, int port, VerificationSpec spec) {

    Question {
        Integer other = spec.httpGet().port();
        port = other == null ? port : other;
    }

    /** The address as it stands in a URL: an IPv6 one in brackets. */
    String host() {
        return address.contains(":") ? "[" + address + "]" : address;
    }

    boolean tls() {
        return spec.httpGet().scheme() == VerificationSpec.Scheme.HTTPS;
    }

    /** For messages. */
    String text() {
        String scheme = spec.httpGet().scheme().name().toLowerCase(Locale.ROOT);
        return "GET " + scheme + "://" + host() + ":" + port + spec.httpGet().path();
    }
}
