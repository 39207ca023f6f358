package io.cpubound.nginx;

/** How nginx picks a server. */
public enum LoadBalancing {
    /** In turn; nginx's own default. */
    ROUND_ROBIN(""),
    LEAST_CONNECTIONS("least_conn;"),
    /** By the client's address; behind a Service that hides it, by the node's. */
    IP_HASH("ip_hash;"),
    RANDOM("random;");

    private final String directive;

    LoadBalancing(String directive) {
        this.directive = directive;
    }

    /** The line in the upstream block; empty for none. */
    String directive() {
        return directive;
    }
}
