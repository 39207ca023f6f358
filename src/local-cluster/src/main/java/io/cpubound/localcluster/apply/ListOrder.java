package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The order of a list after a strategic merge: what the patch names in the patch's order, the rest as the server had it. */
final class ListOrder {

    private ListOrder() {}

    static ArrayNode of(ArrayNode merged, ArrayNode patchOrder, ArrayNode serverOrder, String mergeKey) {
        List<JsonNode> fromPatch = new ArrayList<>();
        List<JsonNode> fromServer = new ArrayList<>();
        merged.forEach(item -> (indexOf(patchOrder, item, mergeKey) >= 0 ? fromPatch : fromServer).add(item));
        fromPatch.sort(Comparator.comparingInt(item -> indexOf(patchOrder, item, mergeKey)));
        fromServer.sort(Comparator.comparingInt(item -> indexOf(serverOrder, item, mergeKey)));
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

    /** Where the list has the same scalar, or an object with the same key; -1 when nowhere. */
    static int indexOf(ArrayNode list, JsonNode item, String mergeKey) {
        for (int i = 0; i < list.size(); i++) {
            boolean same = mergeKey.isEmpty()
                    ? Values.equal(list.get(i), item)
                    : item.has(mergeKey) && Values.equal(list.get(i).get(mergeKey), item.get(mergeKey));
            if (same) {
                return i;
            }
        }
        return -1;
    }
}
