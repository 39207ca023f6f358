package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.NullNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** JSON patch (RFC 6902), with the errors of a real API server. */
public final class JsonPatch {

    private static final int MOST_OPERATIONS = 10_000;

    private JsonPatch() {}

    /**
     * The target as the patch leaves it.
     *
     * @throws PatchException 400 when the patch is no list of operations, 422 when one cannot be carried out
     */
    public static ObjectNode apply(ObjectNode target, JsonNode patch) {
        if (!(patch instanceof ArrayNode operations)) {
            throw PatchException.badRequest(
                    "error decoding patch: json: cannot unmarshal object into Go value of type jsonpatch.Patch");
        }
        if (operations.size() > MOST_OPERATIONS) {
            throw new PatchException(
                    413,
                    "RequestEntityTooLarge",
                    "The allowed maximum operations in a JSON patch is " + MOST_OPERATIONS + ", got "
                            + operations.size());
        }
        JsonNode result = target.deepCopy();
        for (JsonNode operation : operations) {
            result = step(result, operation);
        }
        if (result instanceof ObjectNode object) {
            return object;
        }
        throw PatchException.invalid("the patch leaves no object");
    }

    private static JsonNode step(JsonNode document, JsonNode operation) {
        String name = operation.path("op").asText();
        String path = operation.path("path").asText();
        return switch (name) {
            case "add" -> add(document, path, value(operation), name);
            case "replace" -> replace(document, path, value(operation));
            case "remove" -> remove(document, path, name);
            case "move" -> {
                String from = operation.path("from").asText();
                JsonNode moved = find(document, from, name);
                yield add(remove(document, from, name), path, moved, name);
            }
            case "copy" ->
                add(
                        document,
                        path,
                        orNull(document, operation.path("from").asText(), name).deepCopy(),
                        name);
            case "test" -> {
                if (!Values.equal(orNull(document, path, name), value(operation))) {
                    throw PatchException.invalid("testing value " + path + " failed: test failed");
                }
                yield document;
            }
            default -> throw PatchException.invalid("Unexpected kind: " + name);
        };
    }

    private static JsonNode value(JsonNode operation) {
        JsonNode value = operation.get("value");
        return value == null ? NullNode.instance : value.deepCopy();
    }

    private static JsonPointer pointer(String path) {
        try {
            return JsonPointer.compile(path);
        } catch (IllegalArgumentException e) {
            throw PatchException.invalid("no JSON pointer: " + path);
        }
    }

    private static JsonNode at(JsonNode document, JsonPointer pointer) {
        JsonNode found = document;
        for (JsonPointer rest = pointer; !rest.matches(); rest = rest.tail()) {
            String token = rest.getMatchingProperty();
            found = found instanceof ArrayNode array ? array.path(index(token, array.size())) : found.path(token);
        }
        return found;
    }

    private static JsonNode find(JsonNode document, String path, String operation) {
        JsonNode found = at(document, pointer(path));
        if (found.isMissingNode()) {
            throw missing(operation, path);
        }
        return found;
    }

    /** As the real server's library: to copy or test, a field that is not there is null; an item that is not there is an error. */
    private static JsonNode orNull(JsonNode document, String path, String operation) {
        JsonPointer pointer = pointer(path);
        JsonNode found = at(document, pointer);
        boolean field = !pointer.matches() && at(document, pointer.head()) instanceof ObjectNode;
        if (found.isMissingNode() && field) {
            return NullNode.instance;
        }
        return find(document, path, operation);
    }

    private static PatchException missing(String operation, String path) {
        String what = operation.equals("replace")
                ? "replace operation does not apply: doc is missing key: " + path + ": missing value"
                : operation + " operation does not apply: doc is missing path: \"" + path + "\": missing value";
        return PatchException.invalid(what);
    }

    /** As the real server's library: a field that is not there is added, an item that is not there is an error. */
    private static JsonNode replace(JsonNode document, String path, JsonNode value) {
        JsonPointer pointer = pointer(path);
        if (at(document, pointer.head()) instanceof ArrayNode) {
            remove(document, path, "replace");
        }
        return add(document, path, value, "replace");
    }

    private static JsonNode add(JsonNode document, String path, JsonNode value, String operation) {
        JsonPointer pointer = pointer(path);
        if (pointer.matches()) {
            return value;
        }
        JsonNode parent = at(document, pointer.head());
        String last = pointer.last().getMatchingProperty();
        if (parent instanceof ObjectNode object) {
            object.set(last, value);
        } else if (parent instanceof ArrayNode array) {
            array.insert(last.equals("-") ? array.size() : index(last, array.size(), operation, path), value);
        } else {
            throw missing(operation, path);
        }
        return document;
    }

    private static JsonNode remove(JsonNode document, String path, String operation) {
        JsonPointer pointer = pointer(path);
        find(document, path, operation);
        JsonNode parent = at(document, pointer.head());
        String last = pointer.last().getMatchingProperty();
        if (parent instanceof ObjectNode object) {
            object.remove(last);
        } else if (parent instanceof ArrayNode array) {
            array.remove(index(last, array.size() - 1, operation, path));
        }
        return document;
    }

    private static int index(String text, int most, String operation, String path) {
        int index = index(text, most + 1);
        if (index >= 0 && index <= most) {
            return index;
        }
        throw PatchException.invalid(operation + " operation does not apply: doc is missing path: \"" + path
                + "\": Unable to access invalid index: " + text + ": invalid index referenced");
    }

    /** Which of so many items; -1 is the last one, and what is no number is none. */
    private static int index(String text, int size) {
        try {
            int index = Integer.parseInt(text);
            return index < 0 && index >= -size ? index + size : index;
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
