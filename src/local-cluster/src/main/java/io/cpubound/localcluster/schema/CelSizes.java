package io.cpubound.localcluster.schema;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How long the values of a rule's expressions may be, while {@link CelCost} goes through it: constants are as long as they are, what
 * comes from the object is as long as the schema allows, and the rest is what the calls before said of their results.
 */
final class CelSizes {

    private static final Set<CelKind> SCALARS =
            Set.of(CelKind.BOOL, CelKind.DOUBLE, CelKind.DURATION, CelKind.INT, CelKind.TIMESTAMP, CelKind.UINT);

    /** The keys and the values of a list or a map that the rule made. */
    record Entries(boolean list, CelSize key, CelSize value) {

        static @Nullable Entries either(@Nullable Entries one, @Nullable Entries other) {
            return one == null || other == null
                    ? null
                    : new Entries(one.list, one.key.or(other.key), one.value.or(other.value));
        }
    }

    /** An argument of a call. */
    record Argument(CelExpr expression, CelPath path, CelKind kind, @Nullable CelSize known) {

        CelSize size() {
            return known == null ? CelSize.UNKNOWN : known;
        }
    }

    private record Variable(CelPath path, @Nullable CelSize size, @Nullable Entries entries) {}

    private final CelAbstractSyntaxTree rule;
    private final SchemaSize schema;
    private final Map<Long, CelPath> paths = new HashMap<>();
    private final Map<Long, CelSize> sizes = new HashMap<>();
    private final Map<Long, Entries> entries = new HashMap<>();
    private final Map<String, Deque<Variable>> variables = new HashMap<>();

    CelSizes(CelAbstractSyntaxTree rule, SchemaSize schema) {
        this.rule = rule;
        this.schema = schema;
    }

    Argument argument(CelExpr expression) {
        return new Argument(expression, path(expression), kind(expression), size(expression));
    }

    /** Null when nothing is known of it, or when it has no size. */
    @Nullable CelSize size(CelExpr expression) {
        CelSize computed = sizes.get(expression.id());
        if (computed == null) {
            computed = written(expression);
        }
        if (computed == null) {
            computed = inSchema(path(expression));
            if (computed != null) {
                sizes.put(expression.id(), computed);
            }
        }
        if (computed == null && SCALARS.contains(type(expression).kind())) {
            computed = CelSize.exactly(1);
        }
        if (computed == null) {
            Variable variable = variable(expression);
            computed = variable == null ? null : variable.size;
        }
        return computed;
    }

    CelSize sizeOrUnknown(CelExpr expression) {
        CelSize size = size(expression);
        return size == null ? CelSize.UNKNOWN : size;
    }

    void setSize(CelExpr expression, @Nullable CelSize size) {
        if (size != null) {
            sizes.put(expression.id(), size);
        }
    }

    private static @Nullable CelSize written(CelExpr expression) {
        return switch (expression.getKind()) {
            case CONSTANT -> CelSize.exactly(length(expression.constant()));
            case LIST -> CelSize.exactly(expression.list().elements().size());
            case MAP -> CelSize.exactly(expression.map().entries().size());
            default -> null;
        };
    }

    private static long length(CelConstant constant) {
        return switch (constant.getKind()) {
            case STRING_VALUE ->
                constant.stringValue().codePointCount(0, constant.stringValue().length());
            case BYTES_VALUE -> constant.bytesValue().size();
            default -> 1;
        };
    }

    /** Null for what does not come from the object. */
    @Nullable CelSize inSchema(CelPath path) {
        SchemaSize found = path.isNone() ? null : schema.find(path);
        return found == null ? null : CelSize.upTo(found.longest());
    }

    @Nullable Entries entries(CelExpr expression) {
        Entries known = entries.get(expression.id());
        Variable variable = variable(expression);
        return known != null || variable == null ? known : variable.entries;
    }

    void setEntries(CelExpr expression, @Nullable Entries known) {
        if (known != null) {
            entries.put(expression.id(), known);
        }
    }

    CelPath path(CelExpr expression) {
        Variable variable = variable(expression);
        return variable == null ? paths.getOrDefault(expression.id(), CelPath.NONE) : variable.path;
    }

    void setPath(CelExpr expression, CelPath path) {
        paths.put(expression.id(), path);
    }

    private CelType type(CelExpr expression) {
        return rule.getType(expression.id()).orElse(SimpleType.DYN);
    }

    /** The kind of a value; what is nullable has no type of its own here, but has one in its schema. */
    CelKind kind(CelExpr expression) {
        CelKind kind = type(expression).kind();
        CelPath path = path(expression);
        SchemaSize found = kind.isDyn() && !path.isNone() ? schema.find(path) : null;
        return found == null ? kind : found.kind();
    }

    /** The kind of the items of a list; dyn when nothing is known of them. */
    CelKind itemKind(Argument list) {
        CelType type = type(list.expression());
        SchemaSize found = list.path().isNone() ? null : schema.find(itemPath(list));
        if (found != null) {
            return found.kind();
        }
        return type.parameters().isEmpty()
                ? CelKind.DYN
                : type.parameters().get(0).kind();
    }

    CelPath itemPath(Argument list) {
        return list.path().copy().add(CelPath.ITEMS);
    }

    /** A variable whose value is that of an expression. */
    void push(String name, CelExpr value) {
        push(name, new Variable(path(value), size(value), entries(value)));
    }

    /** The variable of a loop over a list's items or a map's keys. */
    void pushEach(String name, CelExpr range) {
        Entries made = entries(range);
        boolean list = made == null ? kind(range) == CelKind.LIST : made.list;
        CelPath path = path(range).add(list ? CelPath.ITEMS : CelPath.KEYS);
        CelSize size = made == null ? null : list ? made.value : made.key;
        push(name, new Variable(path, size, null));
    }

    private void push(String name, Variable variable) {
        variables.computeIfAbsent(name, key -> new ArrayDeque<>()).push(variable);
    }

    void pop(String name) {
        Deque<Variable> scopes = variables.get(name);
        if (scopes != null) {
            scopes.pop();
        }
    }

    boolean isVariable(CelExpr expression) {
        return variable(expression) != null;
    }

    private @Nullable Variable variable(CelExpr expression) {
        if (expression.getKind() != CelExpr.ExprKind.Kind.IDENT) {
            return null;
        }
        Deque<Variable> scopes = variables.get(expression.ident().name());
        return scopes == null ? null : scopes.peek();
    }
}
