package io.cpubound.localcluster.schema;

import com.fasterxml.jackson.databind.JsonNode;
import io.cpubound.localcluster.apply.Values;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules ({@code x-kubernetes-validations}) of a schema and all below it, compiled once. They are asked for values that
 * are there only: an optional field that is absent asks nothing.
 */
final class CelRules {

    private static final long UNBOUNDED = -1;

    private final Structural schema;
    private final boolean resource;
    private final List<CelRule> rules;
    private final @Nullable CelRules items;
    private final @Nullable CelRules additional;
    private final Map<String, CelRules> properties = new LinkedHashMap<>();

    private CelRules(Structural schema, boolean resource) {
        this.schema = schema;
        this.resource = resource;
        this.rules = CelRule.all(schema, resource);
        this.items = below(schema.items());
        this.additional = below(schema.additional());
        schema.properties().forEach((name, property) -> {
            CelRules below = below(property);
            if (below != null) {
                properties.put(name, below);
            }
        });
    }

    static CelRules of(Structural root) {
        return new CelRules(root, true);
    }

    private static @Nullable CelRules below(@Nullable Structural schema) {
        if (schema == null) {
            return null;
        }
        CelRules rules = new CelRules(schema, schema.embeddedResource());
        return rules.isEmpty() ? null : rules;
    }

    private boolean isEmpty() {
        return rules.isEmpty() && items == null && additional == null && properties.isEmpty();
    }

    /**
     * The rules that do not compile, or cost too much, as the creation of the CRD reports them.
     *
     * @param path of the root's schema
     */
    List<FieldError> problems(String path, CelBudget budget) {
        List<FieldError> errors = new ArrayList<>();
        problems(path, budget, 1, errors);
        errors.addAll(budget.overrun(path));
        return errors;
    }

    /** @param times how many values of this schema there may be in an object; {@link #UNBOUNDED} when the schemas above do not say */
    private void problems(String path, CelBudget budget, long times, List<FieldError> errors) {
        long timesBelow = schema.mostBelow()
                .map(most -> times == UNBOUNDED ? UNBOUNDED : CelSize.product(times, most))
                .orElse(UNBOUNDED);
        properties.forEach((name, below) -> {
            below.problems(path + ".properties[" + name + "]", budget, timesBelow, errors);
        });
        if (items != null) {
            items.problems(path + ".items", budget, timesBelow, errors);
        }
        if (additional != null) {
            additional.problems(path + ".additionalProperties", budget, timesBelow, errors);
        }
        SchemaSize size = rules.isEmpty() ? null : SchemaSize.of(schema, resource);
        for (int i = 0; i < rules.size(); i++) {
            CelRule rule = rules.get(i);
            String field = path + ".x-kubernetes-validations[" + i + "]";
            if (size != null) {
                long most = times == UNBOUNDED ? size.mostInOneRequest() : times;
                errors.addAll(budget.rule(field + ".rule", CelSize.product(rule.cost(size), most)));
                errors.addAll(budget.message(field + ".messageExpression", rule.messageCost(size)));
            }
            rule.problem(field).ifPresent(errors::add);
        }
    }

    List<FieldError> check(JsonNode value, @Nullable JsonNode old) {
        List<FieldError> errors = new ArrayList<>();
        visit(value, old, "", errors);
        return errors;
    }

    private void visit(JsonNode value, @Nullable JsonNode old, String path, List<FieldError> errors) {
        if (value.isNull()) {
            return;
        }
        if (!rules.isEmpty()) {
            Object self = CelValues.of(schema, value, resource);
            Object oldSelf = old == null ? null : CelValues.of(schema, old, resource);
            boolean unchanged = old != null && Values.equal(value, old);
            for (CelRule rule : rules) {
                rule.check(self, oldSelf, value, path)
                        .filter(error -> rule.asksForOld() || !unchanged)
                        .ifPresent(errors::add);
            }
        }
        if (value.isArray() && items != null) {
            for (int i = 0; i < value.size(); i++) {
                JsonNode before = Correlation.item(schema, old, value.get(i));
                items.visit(value.get(i), before, path + "[" + i + "]", errors);
            }
        }
        if (value.isObject()) {
            visitFields(value, old, path, errors);
        }
    }

    private void visitFields(JsonNode value, @Nullable JsonNode old, String path, List<FieldError> errors) {
        for (Map.Entry<String, JsonNode> field : value.properties()) {
            String name = field.getKey();
            CelRules below = properties.get(name);
            JsonNode before = old == null ? null : old.get(name);
            if (below != null) {
                below.visit(field.getValue(), before, path.isEmpty() ? name : path + "." + name, errors);
            } else if (additional != null && !schema.properties().containsKey(name)) {
                additional.visit(field.getValue(), before, path + "[" + name + "]", errors);
            }
        }
    }
}
