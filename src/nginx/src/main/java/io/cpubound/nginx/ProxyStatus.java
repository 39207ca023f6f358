package io.cpubound.nginx;

import java.util.Optional;

/**
 * What the script in an nginx pod reports at {@code GET :8081/status}.
 *
 * @param running the hash of the configuration that was last accepted and loaded
 * @param rejected the newest configuration when nginx refused it, which then does not run
 * @param oldWorkers worker processes of earlier configurations that still finish requests. Written before a reload is
 *     signalled: who has seen a new hash at {@code /config} and reads the status after that sees every worker that still
 *     serves an older one.
 */
public record ProxyStatus(String running, Optional<Rejected> rejected, int oldWorkers) {

    /** A configuration that nginx refused, with nginx's own words. */
    public record Rejected(String hash, String error) {}

    /**
     * Reads the text of the status file.
     *
     * @throws IllegalArgumentException when it is not such a text
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static ProxyStatus parse(String text) {
        throw new IllegalStateException("being written");
    }
}
