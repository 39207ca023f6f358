package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.cpubound.localcluster.apply.Values;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds in the stored object what a value of the new one was before. */
final class Correlation {

    private Correlation() {}

    /** The item of the old list with the same keys; null for lists that are no maps, whose items have no identity. */
    static @Nullable JsonNode item(Structural list, @Nullable JsonNode old, JsonNode item) {
        if (old == null || !list.listType().equals("map")) {
            return null;
        }
        List<String> keys = list.listMapKeys();
        for (JsonNode candidate : old) {
            if (keys.stream().allMatch(key -> Values.equal(candidate.get(key), item.get(key)))) {
                return candidate;
            }
        }
        return null;
    }
}
