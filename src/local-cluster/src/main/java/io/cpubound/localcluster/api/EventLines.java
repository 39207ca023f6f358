package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The events of watches as text. A change goes to all its watchers at once, and most want the same text: it is written once. Only the
 * last change is kept.
 */
final class EventLines {

    private final Map<String, Buffer> lines = new HashMap<>();
    private @Nullable ObjectNode about;

    /**
     * The line of one event.
     *
     * @param stored the object of the store that it is about
     * @param variety what else the text depends on: the type of the event, the version and form of the object
     */
    @SuppressWarnings("ReferenceEquality") // the same state of it: objects of the store are never changed in place
    Buffer of(ObjectNode stored, String variety, Supplier<Buffer> line) {
        if (about != stored) {
            lines.clear();
            about = stored;
        }
        return lines.computeIfAbsent(variety, any -> line.get());
    }
}
