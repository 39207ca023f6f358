package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The order of a list after a strategic merge: what the patch names in the patch's order, the rest as the server had it. */
final class ListOrder {

    private ListOrder() {}

    static ArrayNode of(ArrayNode merged, ArrayNode patchOrder, ArrayNode serverOrder, String mergeKey) {
        List<JsonNode> fromPatch = new ArrayList<>();
        List<JsonNode> fromServer = new ArrayList<>();
        merged.forEach(item -> (indexOf(patchOrder, item, mergeKey) >= 0 ? fromPatch : fromServer).add(item));
        sort(fromPatch, patchOrder, mergeKey);
        sort(fromServer, serverOrder, mergeKey);
        ArrayNode result = JsonNodeFactory.instance.arrayNode();
        int server = 0;
        int patch = 0;
        while (server < fromServer.size() && patch < fromPatch.size()) {
            int left = indexOf(serverOrder, fromServer.get(server), mergeKey);
            int right = indexOf(serverOrder, fromPatch.get(patch), mergeKey);
            boolean serverFirst = left >= 0 && right >= 0 && left < right;
            result.add(serverFirst ? fromServer.get(server++) : fromPatch.get(patch++));
        }
        result.addAll(fromPatch.subList(patch, fromPatch.size()));
        result.addAll(fromServer.subList(server, fromServer.size()));
        return result;
    }

    /** By insertion, as Go sorts short lists: it shows where an item is in no order, and then moves before all others. */
    private static void sort(List<JsonNode> items, ArrayNode order, String mergeKey) {
        for (int i = 1; i < items.size(); i++) {
            for (int j = i; j > 0 && isBefore(items.get(j), items.get(j - 1), order, mergeKey); j--) {
                Collections.swap(items, j, j - 1);
            }
        }
    }

    private static boolean isBefore(JsonNode item, JsonNode other, ArrayNode order, String mergeKey) {
        int at = indexOf(order, item, mergeKey);
        int otherAt = indexOf(order, other, mergeKey);
        return at < 0 || otherAt < 0 || at < otherAt;
    }

    /** Where the list has the same scalar, or an object with the same key; -1 when nowhere. */
    static int indexOf(ArrayNode list, JsonNode item, String mergeKey) {
        for (int i = 0; i < list.size(); i++) {
            if (same(item, list.get(i), mergeKey)) {
                return i;
            }
        }
        return -1;
    }

    /** The same scalar, or an object with the same key. */
    static boolean same(JsonNode item, JsonNode other, String mergeKey) {
        return mergeKey.isEmpty()
                ? Values.equal(other, item)
                : item.has(mergeKey) && Values.equal(other.get(mergeKey), item.get(mergeKey));
    }
}
