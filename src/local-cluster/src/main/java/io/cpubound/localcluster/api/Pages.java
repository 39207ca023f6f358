package io.cpubound.localcluster.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/** Lists in parts, all parts of one version. */
final class Pages {

    private static final ObjectMapper JSON = new ObjectMapper();

    /**
     * Where the next page begins.
     *
     * @param version of all pages
     * @param after the key of the last object of the page before
     */
    record Token(long version, String after) {

        String text() {
            try {
                byte[] json = JSON.writeValueAsBytes(Json.object()
                        .put("v", "meta.k8s.io/v1")
                        .put("rv", version)
                        .put("start", after));
                return Base64.getUrlEncoder().withoutPadding().encodeToString(json);
            } catch (JsonProcessingException e) {
                throw new IllegalStateException(e);
            }
        }

        static Token read(String text) {
            try {
                JsonNode token = JSON.readTree(Base64.getUrlDecoder().decode(text));
                return new Token(token.path("rv").asLong(), token.path("start").asText());
            } catch (IllegalArgumentException | IOException e) {
                String why = String.valueOf(e.getMessage()).replace('\n', ' ');
                throw ApiException.badRequest("invalid continue token: continue key is not valid: " + why);
            }
        }
    }

    private Pages() {}

    /** Cuts a page off; says in the list's metadata how to go on. */
    static List<ObjectNode> cut(Call call, List<ObjectNode> all, String after, long version, ObjectNode metadata) {
        List<ObjectNode> rest = after.isEmpty()
                ? all
                : all.stream()
                        .filter(object -> key(object).compareTo(after) > 0)
                        .toList();
        int limit = number(call.query("limit"));
        if (limit <= 0 || rest.size() <= limit) {
            return rest;
        }
        List<ObjectNode> page = rest.subList(0, limit);
        metadata.put("continue", new Token(version, key(page.get(limit - 1))).text());
        boolean selects = !call.query("labelSelector").isEmpty()
                || !call.query("fieldSelector").isEmpty();
        if (!selects) {
            metadata.put("remainingItemCount", rest.size() - limit);
        }
        return page;
    }

    /** The failure that says how to go on all the same, though not with the version that the pages before were of. */
    static ApiException expired(Token token) {
        ApiException gone = ApiException.of(
                410,
                "Expired",
                "The provided continue parameter is too old to display a consistent list result. You can start a new list"
                        + " without the continue parameter, or use the continue token in this response to retrieve the"
                        + " remainder of the results. Continuing with the provided token results in an inconsistent list -"
                        + " objects that were created, modified, or deleted between the time the first chunk was returned"
                        + " and now may show up in the list.");
        Json.under(gone.status(), "metadata").put("continue", new Token(-1, token.after()).text());
        return gone;
    }

    private static String key(ObjectNode object) {
        return Store.key(Json.namespace(object), Json.name(object));
    }

    private static int number(String text) {
        try {
            return text.isEmpty() ? 0 : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            throw ApiException.badRequest("strconv.ParseInt: parsing \"" + text + "\": invalid syntax");
        }
    }
}
