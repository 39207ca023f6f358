package io.cpubound.nginx;

import java.util.Collection;
import java.util.SortedMap;

/**
 * A rendered configuration.
 *
 * @param hash identifies the text (lower-case hex); compiled into it, so that {@code GET /config} tells what serves
 * @param files the data of the ConfigMap: file name to text, the pod's script included
 */
public record NginxConfiguration(String hash, SortedMap<String, String> files) {

    /**
     * Renders. The order of {@code servers} does not matter; duplicates count once.
     *
     * @throws IllegalArgumentException naming the value, when a server's address is no IP literal or a number is out of
     *     range
     */
    @SuppressWarnings("DoNotCallSuggester")
    public static NginxConfiguration render(ProxySettings settings, Collection<UpstreamServer> servers) {
        throw new IllegalStateException("being written");
    }
}
