package io.cpubound.localcluster.api;

import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a command answers: one text, and others where older versions of kubectl answer otherwise.
 *
 * <pre>
 * configmap "one" deleted from default namespace
 * [up to 1.33]
 * configmap "one" deleted
 * </pre>
 *
 * @param older by the minor version up to which it is so
 */
record Answers(String newest, SortedMap<Integer, String> older) {

    private static final Pattern VARIANT = Pattern.compile("(?m)^\\[up to 1\\.(\\d+)]$\\n?");

    static Answers read(String text) {
        Matcher matcher = VARIANT.matcher(text);
        if (!matcher.find()) {
            return new Answers(text, new TreeMap<>());
        }
        String newest = text.substring(0, matcher.start());
        TreeMap<Integer, String> older = new TreeMap<>();
        boolean more = true;
        while (more) {
            int version = Integer.parseInt(matcher.group(1));
            int start = matcher.end();
            more = matcher.find();
            older.put(version, text.substring(start, more ? matcher.start() : text.length()));
        }
        return new Answers(newest, older);
    }

    /** Those that were seen, by minor version; what is known of other versions stays. */
    Answers recorded(SortedMap<Integer, String> seen) {
        TreeMap<Integer, String> all = new TreeMap<>(older);
        all.putAll(seen);
        TreeMap<Integer, String> differing = new TreeMap<>();
        for (int version : all.headMap(all.lastKey()).keySet()) {
            if (!all.get(version).equals(all.higherEntry(version).getValue())) {
                differing.put(version, all.get(version));
            }
        }
        return new Answers(all.lastEntry().getValue(), differing);
    }

    String of(int minor) {
        SortedMap<Integer, String> from = older.tailMap(minor);
        return from.isEmpty() ? newest : from.get(from.firstKey());
    }

    String text() {
        StringBuilder text = new StringBuilder(newest);
        new TreeMap<>(older)
                .descendingMap()
                .forEach((version, answer) ->
                        text.append("[up to 1.").append(version).append("]\n").append(answer));
        return text.toString();
    }
}
