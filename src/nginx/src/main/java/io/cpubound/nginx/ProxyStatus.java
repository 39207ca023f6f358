package io.cpubound.nginx;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the script in an nginx pod reports at {@code GET :8081/status}, in lines:
 *
 * <pre>
 * running 0123456789abcdef
 * old-workers 2
 * rejected fedcba9876543210        (only when nginx refused the newest configuration)
 * error nginx: [emerg] ...         (then one or more of these: nginx's own words)
 * </pre>
 *
 * @param running the hash of the configuration that was last accepted and loaded
 * @param rejected the newest configuration when nginx refused it, which then does not run
 * @param oldWorkers worker processes of earlier configurations that still finish requests. Written before a reload is
 *     signalled: who has seen a new hash at {@code /config} and reads the status after that sees every worker that still
 *     serves an older one.
 */
public record ProxyStatus(String running, Optional<Rejected> rejected, int oldWorkers) {

    private static final Pattern RUNNING = Pattern.compile("running ([0-9a-f]+)");
    private static final Pattern OLD_WORKERS = Pattern.compile("old-workers ([0-9]{1,6})");
    private static final Pattern REJECTED = Pattern.compile("rejected ([0-9a-f]+)");
    private static final String ERROR = "error ";

    /** A configuration that nginx refused, with nginx's own words. */
    public record Rejected(String hash, String error) {}

    /**
     * Reads the text of the status file.
     *
     * @throws IllegalArgumentException when it is not such a text
     */
    public static ProxyStatus parse(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() < 2) {
            throw new IllegalArgumentException("not the status of a proxy: \"" + text + "\"");
        }
        String running = value(RUNNING, lines.get(0));
        int oldWorkers = Integer.parseInt(value(OLD_WORKERS, lines.get(1)));
        Optional<Rejected> rejected = Optional.empty();
        if (lines.size() > 2) {
            rejected = Optional.of(new Rejected(value(REJECTED, lines.get(2)), error(lines.subList(3, lines.size()))));
        }
        return new ProxyStatus(running, rejected, oldWorkers);
    }

    private static String value(Pattern line, String text) {
        Matcher parts = line.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("the status of a proxy has \"" + text + "\" for " + line);
        }
        return parts.group(1);
    }

    private static String error(List<String> lines) {
        List<String> words = new ArrayList<>();
        for (String line : lines) {
            if (!line.startsWith(ERROR)) {
                throw new IllegalArgumentException(
                        "the status of a proxy has \"" + line + "\" after its rejected hash");
            }
            words.add(line.substring(ERROR.length()));
        }
        if (words.isEmpty()) {
            throw new IllegalArgumentException("the status of a proxy rejects without an error");
        }
        return String.join("\n", words);
    }
}
