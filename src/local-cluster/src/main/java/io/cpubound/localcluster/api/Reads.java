package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.api.Pages.Token;
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
        notTooNew(ListOptions.number(call.query("resourceVersion"), false));
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
        ListOptions options = ListOptions.of(call, false);
        boolean goesOn = !call.query("continue").isEmpty();
        if (goesOn && options.given() && options.version() != 0) {
            throw ApiException.badRequest("specifying resource version is not allowed when using continue");
        }
        Token token = goesOn ? Token.read(call.query("continue")) : new Token(-1, "");
        notTooNew(options.version());
        List<ObjectNode> found;
        long version = store.version();
        if (goesOn && token.version() >= 0) {
            version = token.version();
            found = store.past(kind.storage(), call.namespace(), version).orElseThrow(() -> Pages.expired(token));
        } else if (options.exact()) {
            version = options.version();
            found = store.past(kind.storage(), call.namespace(), version)
                    .orElseThrow(() ->
                            ApiException.of(410, "Expired", "The resourceVersion for the provided list is too old."));
        } else {
            found = store.list(kind.storage(), call.namespace());
        }
        List<ObjectNode> all = found.stream()
                .filter(Selector.of(call))
                .map(object -> Versions.served(kind, object))
                .toList();
        ObjectNode metadata = Json.object().put("resourceVersion", Long.toString(version));
        List<ObjectNode> page = Pages.cut(call, all, token.after(), version, metadata);
        if (call.wantsTable()) {
            return Answer.ok(Tables.of(call, page, metadata, true));
        }
        ObjectNode list = Json.object().put("kind", kind.kind() + "List").put("apiVersion", kind.apiVersion());
        list.set("metadata", metadata);
        list.putArray("items").addAll(page);
        return Answer.ok(list);
    }

    /** The real server waits some seconds for a version that is yet to come, and then says this; there is nobody to wait for here. */
    private void notTooNew(long asked) {
        if (asked <= store.version()) {
            return;
        }
        ApiException failure = ApiException.of(
                504, "Timeout", "Timeout: Too large resource version: " + asked + ", current: " + store.version());
        ObjectNode details = Json.under(failure.status(), "details");
        details.putArray("causes")
                .addObject()
                .put("reason", "ResourceVersionTooLarge")
                .put("message", "Too large resource version");
        details.put("retryAfterSeconds", 1);
        throw failure;
    }
}
