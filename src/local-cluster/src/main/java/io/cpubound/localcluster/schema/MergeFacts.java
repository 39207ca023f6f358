package io.cpubound.localcluster.schema;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The table of built-in types whose parts merge in another way than the rule; see {@code merge-facts.txt}. */
final class MergeFacts {

    /** One line of the table. */
    record Fact(boolean atomic, boolean set, List<String> keys, PatchType.Strategy patch) {}

    private static final Map<String, Fact> FACTS = read();

    private MergeFacts() {}

    /** @param name {@code Type} or {@code Type.field} */
    static Optional<Fact> of(String name) {
        return Optional.ofNullable(FACTS.get(name));
    }

    private static Map<String, Fact> read() {
        try (InputStream in = MergeFacts.class.getResourceAsStream("merge-facts.txt")) {
            if (in == null) {
                throw new IllegalStateException("merge-facts.txt is missing");
            }
            Map<String, Fact> facts = new HashMap<>();
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#") && !line.isBlank())
                    .forEach(line -> parse(line.split(" "), facts));
            return Map.copyOf(facts);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void parse(String[] words, Map<String, Fact> facts) {
        String kind = words[1];
        boolean keyed = kind.equals("map");
        List<String> keys = keyed ? List.of(words[2].split(",")) : List.of();
        int at = keyed ? 3 : 2;
        String strategy = at < words.length ? words[at] : "-";
        String mergeKey = at + 1 < words.length ? words[at + 1] : "";
        PatchType.Strategy patch =
                new PatchType.Strategy(strategy.contains("merge"), mergeKey, strategy.contains("retainKeys"));
        facts.put(words[0], new Fact(kind.equals("atomic"), kind.equals("set"), keys, patch));
    }
}
