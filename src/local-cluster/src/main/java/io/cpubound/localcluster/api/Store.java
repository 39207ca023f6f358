package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * All objects, in memory, under one resourceVersion counter, and the log of their last changes. Objects are never changed
 * in place: who wants to write copies first.
 */
final class Store {

    private static final int LOG_LENGTH = 20_000;

    /**
     * One change of the log.
     *
     * @param object after the change; the last state, with the version of the deletion, when it was removed
     * @param previous null when it was created
     */
    record Change(long version, String resource, boolean removed, ObjectNode object, @Nullable ObjectNode previous) {}

    private final Map<String, NavigableMap<String, ObjectNode>> objects = new HashMap<>();
    private final Deque<Change> log = new ArrayDeque<>();
    private final Set<Consumer<Change>> listeners = new LinkedHashSet<>();
    private long version = 1;
    private long oldest = 1;

    long version() {
        return version;
    }

    private NavigableMap<String, ObjectNode> all(String resource) {
        return objects.computeIfAbsent(resource, key -> new TreeMap<>());
    }

    static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    private static String key(ObjectNode object) {
        return key(Json.namespace(object), Json.name(object));
    }

    @Nullable ObjectNode get(String resource, String namespace, String name) {
        return all(resource).get(key(namespace, name));
    }

    /** Sorted by namespace and name. */
    List<ObjectNode> list(String resource, String namespace) {
        if (namespace.isEmpty()) {
            return new ArrayList<>(all(resource).values());
        }
        return new ArrayList<>(
                all(resource).subMap(namespace + "/", namespace + "0").values());
    }

    /** Stores a new state under the next version, which the answer carries. */
    ObjectNode put(String resource, ObjectNode object) {
        version++;
        ObjectNode stored = object.deepCopy();
        Json.under(stored, "metadata").put("resourceVersion", Long.toString(version));
        String key = key(stored);
        ObjectNode previous = all(resource).get(key);
        if (previous != null) {
            share(stored, previous);
        }
        all(resource).put(key, stored);
        publish(new Change(version, resource, false, stored, previous));
        return stored;
    }

    /** What did not change is there once: a status that is written often costs no memory for the specification. */
    private static void share(ObjectNode object, ObjectNode before) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            JsonNode old = before.get(field.getKey());
            JsonNode value = field.getValue();
            if (value.equals(old)) {
                field.setValue(old);
            } else if (value instanceof ObjectNode fields && old instanceof ObjectNode oldFields) {
                share(fields, oldFields);
            } else if (value instanceof ArrayNode items && old != null) {
                for (int i = 0; i < Math.min(items.size(), old.size()); i++) {
                    if (items.get(i).equals(old.get(i))) {
                        items.set(i, old.get(i));
                    }
                }
            }
        }
    }

    ObjectNode remove(String resource, ObjectNode object) {
        version++;
        ObjectNode last = object.deepCopy();
        Json.under(last, "metadata").put("resourceVersion", Long.toString(version));
        ObjectNode previous = all(resource).remove(key(Json.namespace(last), Json.name(last)));
        publish(new Change(version, resource, true, last, previous));
        return last;
    }

    private void publish(Change change) {
        log.addLast(change);
        if (log.size() > LOG_LENGTH) {
            oldest = log.removeFirst().version();
        }
        new ArrayList<>(listeners).forEach(listener -> listener.accept(change));
    }

    /**
     * What happened after a version.
     *
     * @throws ApiException 410 when the log does not reach back that far
     */
    List<Change> since(long from) {
        if (from < oldest) {
            throw ApiException.gone(from, oldest);
        }
        return log.stream().filter(change -> change.version() > from).toList();
    }

    /** What a list showed when this version was the newest; empty when that is no longer known. */
    Optional<List<ObjectNode>> past(String resource, String namespace, long asked) {
        if (asked < oldest) {
            return Optional.empty();
        }
        NavigableMap<String, ObjectNode> then = new TreeMap<>();
        list(resource, namespace).forEach(object -> then.put(key(object), object));
        Iterator<Change> newestFirst = log.descendingIterator();
        while (newestFirst.hasNext()) {
            Change change = newestFirst.next();
            if (change.version() <= asked) {
                break;
            }
            boolean here = change.resource().equals(resource)
                    && (namespace.isEmpty() || Json.namespace(change.object()).equals(namespace));
            if (here && change.previous() == null) {
                then.remove(key(change.object()));
            } else if (here) {
                then.put(key(change.object()), change.previous());
            }
        }
        return Optional.of(List.copyOf(then.values()));
    }

    /** Forgets how it came to what is there now. */
    void compact() {
        log.clear();
        oldest = version;
    }

    void listen(Consumer<Change> listener) {
        listeners.add(listener);
    }

    void forget(Consumer<Change> listener) {
        listeners.remove(listener);
    }
}
