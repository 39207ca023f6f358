package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** One running watch: the changes of the store, as far as its selector sees them. */
final class Watch implements Consumer<Store.Change> {

    private final Store store;
    private final Call call;
    private final ListOptions options;
    private final Predicate<ObjectNode> selector;
    private final EventLines lines;
    private final Consumer<Buffer> out;
    private boolean first = true;

    /** @param out takes one event, as a line of JSON */
    Watch(Store store, Call call, EventLines lines, Consumer<Buffer> out) {
        this.store = store;
        this.call = call;
        this.options = ListOptions.of(call, true);
        this.selector = Selector.of(call);
        this.lines = lines;
        this.out = out;
    }

    /** Sends what is there or what happened since, and goes on with what happens. */
    boolean start() {
        if (options.initialEvents() || options.version() == 0) {
            store.list(call.kind().storage(), call.namespace()).stream()
                    .filter(selector)
                    .forEach(object -> send("ADDED", object));
            if (options.initialEvents() && call.flag("allowWatchBookmarks")) {
                bookmark(true);
            }
        } else {
            try {
                store.since(options.version()).forEach(this);
            } catch (ApiException gone) {
                out.accept(line("ERROR", gone.status()));
                return false;
            }
        }
        store.listen(this);
        return true;
    }

    void stop() {
        store.forget(this);
    }

    @Override
    public void accept(Store.Change change) {
        if (!change.resource().equals(call.kind().storage())) {
            return;
        }
        if (!call.namespace().isEmpty() && !Json.namespace(change.object()).equals(call.namespace())) {
            return;
        }
        boolean before = seen(change.previous());
        boolean now = !change.removed() && selector.test(change.object());
        if (now) {
            send(before ? "MODIFIED" : "ADDED", change.object());
        } else if (before) {
            send("DELETED", change.object());
        }
    }

    private boolean seen(@Nullable ObjectNode previous) {
        return previous != null && selector.test(previous);
    }

    /** Tells the client up to where it has seen everything. */
    void bookmark(boolean endOfInitial) {
        ObjectNode object = Json.object()
                .put("kind", call.kind().kind())
                .put("apiVersion", call.kind().apiVersion());
        ObjectNode metadata = object.putObject("metadata").put("resourceVersion", Long.toString(store.version()));
        if (endOfInitial) {
            metadata.putObject("annotations").put("k8s.io/initial-events-end", "true");
        }
        if (call.wantsTable()) {
            ObjectNode table = Tables.of(call, List.of(), metadata, first);
            out.accept(line("BOOKMARK", table));
        } else {
            out.accept(line("BOOKMARK", partial() ? Partial.of(object) : object));
        }
    }

    private boolean partial() {
        return call.accept().form() == Media.Form.PARTIAL;
    }

    private void send(String type, ObjectNode object) {
        if (!call.wantsTable()) {
            String variety = type + call.kind().apiVersion() + partial();
            out.accept(lines.of(object, variety, () -> {
                ObjectNode served = Versions.served(call.kind(), object);
                return line(type, partial() ? Partial.of(served) : served);
            }));
            return;
        }
        ObjectNode served = Versions.served(call.kind(), object);
        ObjectNode metadata = Json.object();
        metadata.set("resourceVersion", object.path("metadata").path("resourceVersion"));
        out.accept(line(type, Tables.of(call, List.of(served), metadata, first)));
        first = false;
    }

    private static Buffer line(String type, ObjectNode object) {
        ObjectNode event = Json.object().put("type", type);
        event.set("object", object);
        return Buffer.buffer(Json.text(event) + "\n");
    }
}
