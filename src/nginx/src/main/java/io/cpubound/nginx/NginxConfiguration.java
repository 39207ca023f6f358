package io.cpubound.nginx;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A rendered configuration.
 *
 * @param hash identifies the text (lower-case hex); compiled into it, so that {@code GET /config} tells what serves
 * @param files the data of the ConfigMap: file name to text, the pod's script included
 */
public record NginxConfiguration(String hash, SortedMap<String, String> files) {

    /** The file that nginx runs; its first line is {@code # cpubound-config <hash>}. */
    public static final String CONFIG_FILE = "nginx.conf";

    /** The script of the nginx pod. */
    public static final String SCRIPT_FILE = "proxy.sh";

    /** 64 bits of SHA-256: enough to tell the configurations of one app apart, short enough to read. */
    private static final int HASH_BYTES = 8;

    /** nginx keeps the state of an upstream's servers in a zone: 16 KiB of its own and well under 2 KiB a server. */
    private static final int ZONE_KIB = 64;

    private static final int ZONE_KIB_PER_SERVER = 2;

    /** All of a server's weight, in percent. */
    private static final int WHOLE = 100;

    /** nginx's own default for a silent app. */
    private static final long LEAST_READ_TIMEOUT_SECONDS = 60;

    public NginxConfiguration {
        files = Collections.unmodifiableSortedMap(new TreeMap<>(files));
    }

    /** Renders servers that all have their whole weight. */
    public static NginxConfiguration render(ProxySettings settings, Collection<UpstreamServer> servers) {
        return render(settings, servers, Map.of());
    }

    /**
     * Renders. The order of {@code servers} does not matter; duplicates count once; none at all makes nginx answer 503.
     *
     * @param warming the share, from 1 to 99 percent of its weight, of each server that is not to have all of it yet
     */
    public static NginxConfiguration render(
            ProxySettings settings, Collection<UpstreamServer> servers, Map<UpstreamServer, Integer> warming) {
        SortedSet<UpstreamServer> sorted = new TreeSet<>(servers);
        String text = template("nginx.conf.template")
                .replace("@upstream@", sorted.isEmpty() ? "" : upstream(settings, sorted, warming))
                .replace("@location@", template(sorted.isEmpty() ? "location-empty" : "location-proxied"))
                .replace(
                        "@readTimeout@",
                        Long.toString(Math.max(LEAST_READ_TIMEOUT_SECONDS, settings.drainTimeoutSeconds())))
                .replace("@drainTimeout@", Long.toString(settings.drainTimeoutSeconds()));
        String hash = hash(text);
        return new NginxConfiguration(
                hash,
                new TreeMap<>(Map.of(CONFIG_FILE, text.replace("@hash@", hash), SCRIPT_FILE, template(SCRIPT_FILE))));
    }

    private static String upstream(
            ProxySettings settings, SortedSet<UpstreamServer> servers, Map<UpstreamServer, Integer> warming) {
        // A small weight has no tenth: then all of them are told in hundredths.
        int whole = settings.weight() < WHOLE && servers.stream().anyMatch(warming::containsKey)
                ? settings.weight() * WHOLE
                : settings.weight();
        String lines = servers.stream()
                .map(server -> "        server %s weight=%d max_fails=%d fail_timeout=%ds;\n"
                        .formatted(
                                server.text(),
                                whole * warming.getOrDefault(server, WHOLE) / WHOLE,
                                settings.maxFails(),
                                settings.failTimeoutSeconds()))
                .collect(Collectors.joining());
        String directive = settings.loadBalancing().directive();
        return """
                    upstream cpu-bound-app {
                        zone cpu-bound-app %dk;
                %s%s    }
                """
                .formatted(
                        ZONE_KIB + ZONE_KIB_PER_SERVER * servers.size(),
                        directive.isEmpty() ? "" : "        " + directive + "\n",
                        lines);
    }

    private static String hash(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static String template(String name) {
        try (InputStream in = NginxConfiguration.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IllegalStateException(name + " is missing in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
