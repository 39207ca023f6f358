package io.cpubound.operator.verify;

import io.cpubound.operator.api.VerificationSpec;

/** A pod and what it is asked. */
record VerificationTarget(String address, int defaultPort, VerificationSpec spec) {

    int port() {
        Integer port = spec.httpGet().port();
        return port == null ? defaultPort : port;
    }

    boolean isHttps() {
        return spec.httpGet().scheme() == VerificationSpec.Scheme.HTTPS;
    }

    /** The address as it is written in a URL: an IPv6 address in brackets. */
    String host() {
        return address.indexOf(':') < 0 ? address : "[" + address + "]";
    }

    /** What is asked, as it is named in messages. */
    String url() {
        return (isHttps() ? "https://" : "http://") + host() + ":" + port()
                + spec.httpGet().path();
    }
}
