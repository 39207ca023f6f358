package io.cpubound.localcluster.node;

enum ProbeKind {
    STARTUP("Startup"),
    LIVENESS("Liveness"),
    READINESS("Readiness");

    /** As events name it. */
    final String text;

    ProbeKind(String text) {
        this.text = text;
    }
}
