package io.cpubound.cli.command;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A merge patch of annotations. */
final class Annotations {

    private Annotations() {}

    static Map<String, Object> patch(Map<String, String> set, String... removed) {
        Map<String, @Nullable String> annotations = new HashMap<>(set);
        for (String name : removed) {
            annotations.put(name, null);
        }
        return Map.of("metadata", Map.of("annotations", annotations));
    }
}
