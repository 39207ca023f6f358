package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.cpubound.localcluster.apply.Values;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Validates a value against a structural schema. What was wrong in the stored object and is unchanged is not held against
 * an update, so that a CRD may become stricter (the real one calls it ratcheting).
 */
final class StructuralValidation {

    /** What a schema says of a value; {@code matches} tells how far it got, for the best of several alternatives. */
    private static final class Result {
        private final List<FieldError> errors = new ArrayList<>();
        private int matches;

        void merge(Result other) {
            errors.addAll(other.errors);
            matches += other.matches;
        }

        boolean valid() {
            return errors.isEmpty();
        }
    }

    private StructuralValidation() {}

    static List<FieldError> validate(Structural schema, JsonNode value, @Nullable JsonNode old) {
        return check(schema, value, old, "").errors;
    }

    private static Result check(Structural schema, JsonNode value, @Nullable JsonNode old, String path) {
        Result result = new Result();
        boolean typed = checkType(schema, value, path, result);
        if (value.isNull()) {
            checkEnum(schema, value, path, result);
        } else {
            checkJunctors(schema, value, old, path, result);
            result.errors.addAll(ScalarValidation.check(schema, value, path));
            if (value.isArray()) {
                checkItems(schema, value, old, path, result);
            }
            checkEnum(schema, value, path, result);
            if (value.isObject()) {
                checkFields(schema, value, old, path, result);
            }
        }
        result.matches += typed ? 1 : 0;
        if (old != null && !result.valid() && Values.equal(value, old)) {
            Result accepted = new Result();
            accepted.matches = result.matches;
            return accepted;
        }
        return result;
    }

    private static boolean checkType(Structural schema, JsonNode value, String path, Result result) {
        List<String> types = schema.types();
        String actual = ScalarValidation.typeOf(value);
        boolean fits = types.isEmpty()
                || types.contains(actual)
                || (value.isNull() && schema.nullable())
                || (actual.equals("integer") && types.contains("number"))
                || (actual.equals("number") && types.contains("integer") && ScalarValidation.isWhole(value));
        if (!fits) {
            result.errors.add(FieldErrors.typeInvalid(
                    path,
                    TextNode.valueOf(actual),
                    path + " in body must be of type " + String.join(",", types) + ": " + FieldErrors.quote(actual)));
        }
        return fits;
    }

    private static void checkEnum(Structural schema, JsonNode value, String path, Result result) {
        JsonNode allowed = schema.keyword("enum");
        if (allowed.isEmpty()) {
            return;
        }
        List<String> names = new ArrayList<>();
        for (JsonNode one : allowed) {
            if (Values.equal(one, value)) {
                return;
            }
            names.add(one.isTextual() ? one.asText() : one.toString());
        }
        result.errors.add(FieldErrors.notSupported(path, value, names));
    }

    private static void checkItems(
            Structural schema, JsonNode list, @Nullable JsonNode old, String path, Result result) {
        Structural items = schema.items();
        for (int i = 0; items != null && i < list.size(); i++) {
            JsonNode before = Correlation.item(schema, old, list.get(i));
            result.merge(check(items, list.get(i), before, path + "[" + i + "]"));
        }
        JsonNode least = schema.keyword("minItems");
        if (least.isNumber() && list.size() < least.asLong()) {
            result.errors.add(FieldErrors.invalid(
                    path,
                    IntNode.valueOf(list.size()),
                    path + " in body should have at least " + least.asLong() + " items"));
        }
        JsonNode most = schema.keyword("maxItems");
        if (most.isNumber() && list.size() > most.asLong()) {
            result.errors.add(FieldErrors.tooMany(path, list.size(), most.asLong()));
        }
    }

    private static void checkFields(
            Structural schema, JsonNode object, @Nullable JsonNode old, String path, Result result) {
        JsonNode least = schema.keyword("minProperties");
        if (least.isNumber() && object.size() < least.asLong()) {
            result.errors.add(FieldErrors.invalid(
                    path,
                    IntNode.valueOf(object.size()),
                    path + " in body should have at least " + least.asLong() + " properties"));
        }
        JsonNode most = schema.keyword("maxProperties");
        if (most.isNumber() && object.size() > most.asLong()) {
            result.errors.add(FieldErrors.tooMany(path, object.size(), most.asLong()));
        }
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            String name = field.getKey();
            Structural property = schema.properties().get(name);
            Structural known = property != null ? property : schema.additional();
            if (known != null) {
                JsonNode before = old == null ? null : old.get(name);
                result.merge(check(known, field.getValue(), before, path.isEmpty() ? name : path + "." + name));
            } else if (schema.additionalFlag().isBoolean()
                    && !schema.additionalFlag().asBoolean()) {
                result.errors.add(
                        FieldErrors.invalid(path, name, path + "." + name + " in body is a forbidden property"));
            }
        }
        for (String name : schema.required()) {
            if (!object.has(name)) {
                result.errors.add(FieldErrors.required(path.isEmpty() ? name : path + "." + name, ""));
            }
        }
    }

    private static void checkJunctors(
            Structural schema, JsonNode value, @Nullable JsonNode old, String path, Result result) {
        List<Structural> any = schema.junctors("anyOf");
        if (!any.isEmpty()) {
            Best best = Best.of(any, value, path);
            if (best.valid == 0) {
                result.errors.add(noField('"' + path + "\" must validate at least one schema (anyOf)"));
                result.merge(best.failures);
            }
        }
        List<Structural> one = schema.junctors("oneOf");
        if (!one.isEmpty()) {
            Best best = Best.of(one, value, path);
            if (best.valid != 1) {
                String found = best.valid == 0 ? "Found none valid" : "Found " + best.valid + " valid alternatives";
                result.errors.add(noField('"' + path + "\" must validate one and only one schema (oneOf). " + found));
                if (best.valid == 0) {
                    result.merge(best.failures);
                }
            }
        }
        int passed = 0;
        List<Structural> all = schema.junctors("allOf");
        for (Structural each : all) {
            Result part = check(each, value, old, path);
            passed += part.valid() ? 1 : 0;
            result.merge(part);
        }
        if (passed < all.size()) {
            result.errors.add(noField(
                    '"' + path + "\" must validate all the schemas (allOf)" + (passed == 0 ? ". None validated" : "")));
        }
        Structural not = schema.not();
        if (not != null && check(not, value, null, path).valid()) {
            result.errors.add(noField('"' + path + "\" must not validate the schema (not)"));
        }
    }

    private static FieldError noField(String message) {
        return FieldErrors.invalid(FieldErrors.NO_FIELD, "", message);
    }

    /** How many of several schemas a value fits, and what the one that came nearest says. */
    private record Best(int valid, Result failures) {
        static Best of(List<Structural> schemas, JsonNode value, String path) {
            int valid = 0;
            Result nearest = new Result();
            for (Structural schema : schemas) {
                Result part = check(schema, value, null, path);
                if (part.valid()) {
                    valid++;
                } else if (nearest.valid() || part.matches > nearest.matches) {
                    nearest = part;
                }
            }
            return new Best(valid, nearest);
        }
    }
}
