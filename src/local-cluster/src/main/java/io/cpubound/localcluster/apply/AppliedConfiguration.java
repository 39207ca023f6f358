package io.cpubound.localcluster.apply;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.schema.TypeNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Refuses what cannot be applied: unknown fields, wrong containers, items without or with the same keys. */
final class AppliedConfiguration {

    private final List<String> errors = new ArrayList<>();

    /** @throws PatchException 400 or 500, as the real server has it */
    static void check(TypeNode type, ObjectNode applied) {
        JsonNode metadata = applied.path("metadata");
        if (metadata.hasNonNull("managedFields")) {
            throw PatchException.badRequest("metadata.managedFields must be nil");
        }
        AppliedConfiguration check = new AppliedConfiguration();
        check.visit(type, applied, "");
        if (!check.errors.isEmpty()) {
            String errors =
                    check.errors.size() == 1 ? check.errors.get(0) : "errors:\n  " + String.join("\n  ", check.errors);
            String apiVersion = applied.path("apiVersion").asText();
            throw PatchException.internal("failed to create typed patch object ("
                    + metadata.path("namespace").asText() + "/"
                    + metadata.path("name").asText() + "; "
                    + (apiVersion.contains("/") ? apiVersion : "/" + apiVersion) + ", Kind="
                    + applied.path("kind").asText() + "): " + errors);
        }
    }

    private void visit(TypeNode type, JsonNode value, String path) {
        if (value.isNull()) {
            return;
        }
        if (type instanceof TypeNode.Scalar scalar) {
            whyNoScalar(scalar.kind(), value).ifPresent(why -> errors.add(path + ": " + why));
        } else if (type instanceof TypeNode.AtomicStruct whole) {
            visit(whole.content(), value, path);
        } else if (type instanceof TypeNode.AtomicList whole) {
            visitAtomicItems(whole, value, path);
        } else if (TypedWalk.shape(type, value) == TypedWalk.Shape.MAP) {
            if (value.isObject()) {
                visitFields(type, value, path);
            } else {
                errors.add(path + ": expected map, got &{" + GoText.plain(value) + "}");
            }
        } else if (TypedWalk.shape(type, value) == TypedWalk.Shape.LIST) {
            if (value.isArray()) {
                visitItems(type, value, path);
            } else {
                errors.add(path + ": expected list, got &{" + GoText.plain(value) + "}");
            }
        }
    }

    private void visitAtomicItems(TypeNode.AtomicList list, JsonNode value, String path) {
        if (!value.isArray()) {
            errors.add(path + ": expected list, got &{" + GoText.plain(value) + "}");
        }
        int index = 0;
        for (JsonNode item : TypedWalk.items(value)) {
            visit(list.items(), item, path + "[" + index++ + "]");
        }
    }

    private static Optional<String> whyNoScalar(TypeNode.Kind kind, JsonNode value) {
        return switch (kind) {
            case STRING ->
                value.isTextual()
                        ? Optional.empty()
                        : Optional.of(
                                "expected string, got &value.valueUnstructured{Value:" + GoText.syntax(value) + "}");
            case NUMERIC ->
                value.isNumber()
                        ? Optional.empty()
                        : Optional.of("expected numeric (int or float), got " + GoText.type(value));
            case BOOLEAN ->
                value.isBoolean()
                        ? Optional.empty()
                        : Optional.of("expected boolean, got &{" + GoText.plain(value) + "}");
            case ANY ->
                value.isContainerNode()
                        ? Optional.of("expected any scalar, got &{" + GoText.plain(value) + "}")
                        : Optional.empty();
        };
    }

    private void visitFields(TypeNode type, JsonNode object, String path) {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            TypeNode child = TypedWalk.child(type, new PathElement.Field(field.getKey()));
            String below = path + "." + field.getKey();
            if (child == null) {
                errors.add(below + ": field not declared in schema");
                return;
            }
            visit(child, field.getValue(), below);
        }
    }

    private void visitItems(TypeNode type, JsonNode items, String path) {
        Set<PathElement> seen = new HashSet<>();
        int index = 0;
        for (JsonNode item : items) {
            Optional<PathElement> element = TypedWalk.element(type, item);
            if (element.isEmpty()) {
                errors.add(path + ": element " + index + ": " + whyNoElement(type, item));
                return;
            }
            if (!seen.add(element.get())) {
                errors.add(path + ": duplicate entries for key " + element.get());
            }
            visit(TypedWalk.childOrLeaf(type, element.get()), item, path + element.get());
            index++;
        }
    }

    private static String whyNoElement(TypeNode type, JsonNode item) {
        if (!(type instanceof TypeNode.MapList list)) {
            return item.isObject()
                    ? "associative list without keys has an element that's a map type"
                    : item.isArray()
                            ? "not supported: associative list with lists as elements"
                            : "associative list without keys has an element that's an explicit null";
        }
        if (item.isNull()) {
            return "associative list with keys may not have a null element";
        }
        if (!item.isObject()) {
            return "associative list with keys may not have non-map elements";
        }
        String keys = list.keys().stream().map(key -> '"' + key + '"').collect(Collectors.joining(" ", "[", "]"));
        return "associative list with keys has an element that omits all key fields " + keys
                + " (and doesn't have default values for any key fields)";
    }
}
