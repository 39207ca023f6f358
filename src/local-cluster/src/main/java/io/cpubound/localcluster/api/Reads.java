package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/** GET of an object and of a collection. */
final class Reads {

    private final Store store;

    Reads(Store store) {
        this.store = store;
    }

    ObjectNode find(Call call) {
        ObjectNode found = store.get(call.kind().storage(), call.namespace(), call.name());
        if (found == null) {
            throw ApiException.notFound(call.kind(), call.name());
        }
        return Versions.served(call.kind(), found);
    }

    Answer get(Call call) {
        ObjectNode object = find(call);
        if (!call.wantsTable()) {
            return Answer.ok(object);
        }
        ObjectNode metadata = Json.object();
        metadata.set("resourceVersion", object.path("metadata").path("resourceVersion"));
        return Answer.ok(Tables.of(call, List.of(object), metadata, true));
    }

    Answer list(Call call) {
        Kind kind = call.kind();
        List<ObjectNode> all = store.list(kind.storage(), call.namespace()).stream()
                .filter(Selector.of(call))
                .map(object -> Versions.served(kind, object))
                .toList();
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(store.version()));
        List<ObjectNode> page = page(call, all, metadata);
        if (call.wantsTable()) {
            return Answer.ok(Tables.of(call, page, metadata, true));
        }
        ObjectNode list = Json.object().put("kind", kind.kind() + "List").put("apiVersion", kind.apiVersion());
        list.set("metadata", metadata);
        list.putArray("items").addAll(page);
        return Answer.ok(list);
    }

    private static List<ObjectNode> page(Call call, List<ObjectNode> all, ObjectNode metadata) {
        String after = decode(call.query("continue"));
        List<ObjectNode> rest =
                all.stream().filter(object -> key(object).compareTo(after) > 0).toList();
        int limit = number(call.query("limit"));
        if (limit <= 0 || rest.size() <= limit) {
            return rest;
        }
        List<ObjectNode> page = rest.subList(0, limit);
        metadata.put(
                "continue",
                Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(key(page.get(limit - 1)).getBytes(StandardCharsets.UTF_8)));
        metadata.put("remainingItemCount", rest.size() - limit);
        return page;
    }

    private static String key(ObjectNode object) {
        return Store.key(Json.namespace(object), Json.name(object));
    }

    private static String decode(String token) {
        try {
            return new String(Base64.getUrlDecoder().decode(token), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ApiException.badRequest("continue key is not valid: " + e.getMessage());
        }
    }

    private static int number(String text) {
        try {
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }
}
