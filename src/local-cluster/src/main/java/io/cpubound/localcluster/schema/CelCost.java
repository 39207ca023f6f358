package io.cpubound.localcluster.schema;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelReference;
import dev.cel.common.types.CelKind;
import io.cpubound.localcluster.schema.CelSizes.Argument;
import io.cpubound.localcluster.schema.CelSizes.Entries;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a rule costs at most on one object, as a real API server estimates it before it takes a CRD: one for a name and for most calls, a
 * tenth of its length for going through a string, and the body of a loop as often as its list may have items.
 */
final class CelCost {

    private static final long NAME = 1;
    private static final long NEW_LIST = 10;
    private static final long NEW_MAP = 30;
    private static final long NEW_STRUCT = 40;

    private final CelAbstractSyntaxTree rule;
    private final CelSizes sizes;
    private final CelCallCosts calls;

    private CelCost(CelAbstractSyntaxTree rule, SchemaSize schema) {
        this.rule = rule;
        this.sizes = new CelSizes(rule, schema);
        this.calls = new CelCallCosts(sizes);
    }

    /** @param schema of {@code self} */
    static long of(CelAbstractSyntaxTree rule, SchemaSize schema) {
        return new CelCost(rule, schema).cost(rule.getExpr());
    }

    private long cost(CelExpr expression) {
        return switch (expression.getKind()) {
            case IDENT -> name(expression);
            case SELECT -> select(expression);
            case CALL -> call(expression);
            case LIST -> list(expression);
            case MAP -> map(expression);
            case COMPREHENSION -> loop(expression);
            case STRUCT ->
                expression.struct().entries().stream()
                        .mapToLong(entry -> cost(entry.value()))
                        .reduce(NEW_STRUCT, CelSize::sum);
            case CONSTANT, NOT_SET -> 0;
        };
    }

    private long name(CelExpr expression) {
        CelPath known = sizes.path(expression);
        sizes.setPath(
                expression,
                sizes.isVariable(expression)
                        ? known
                        : CelPath.of(expression.ident().name()));
        return NAME;
    }

    private long select(CelExpr expression) {
        CelExpr operand = expression.select().operand();
        long cost = cost(operand);
        if (expression.select().testOnly()) {
            return cost;
        }
        CelKind kind = sizes.kind(operand);
        if (kind == CelKind.MAP || kind == CelKind.STRUCT || kind == CelKind.TYPE_PARAM) {
            cost = CelSize.sum(cost, NAME);
        }
        sizes.setPath(expression, sizes.path(operand).add(expression.select().field()));
        return cost;
    }

    private long call(CelExpr expression) {
        CelExpr.CelCall call = expression.call();
        if (call.function().equals("dyn") && call.args().size() == 1) {
            CelExpr wrapped = call.args().get(0);
            long cost = CelSize.sum(1, cost(wrapped));
            sizes.setSize(expression, sizes.size(wrapped));
            sizes.setEntries(expression, sizes.entries(wrapped));
            return cost;
        }
        List<Argument> arguments = new ArrayList<>();
        long[] costs = new long[call.args().size()];
        for (int i = 0; i < costs.length; i++) {
            costs[i] = cost(call.args().get(i));
            arguments.add(sizes.argument(call.args().get(i)));
        }
        long targetCost = 0;
        Argument target = null;
        if (call.target().isPresent()) {
            targetCost = cost(call.target().get());
            target = sizes.argument(call.target().get());
        }
        List<String> overloads = rule.getReference(expression.id())
                .map(CelReference::overloadIds)
                .map(List::copyOf)
                .orElse(List.of());
        long most = 0;
        CelSize result = null;
        for (String overload : overloads) {
            CelCallCosts.Estimate estimate = calls.estimate(expression, overload, target, arguments);
            most = Math.max(most, CelSize.sum(estimate.cost(), ofArguments(overload, costs)));
            result = result(expression, overload, arguments, result, estimate.result());
        }
        sizes.setSize(expression, result);
        return CelSize.sum(targetCost, most);
    }

    /** Of a conditional's two branches one is taken. */
    private static long ofArguments(String overload, long[] costs) {
        if (overload.equals("conditional")) {
            return CelSize.sum(costs[0], Math.max(costs[1], costs[2]));
        }
        long sum = 0;
        for (long cost : costs) {
            sum = CelSize.sum(sum, cost);
        }
        return sum;
    }

    private @Nullable CelSize result(
            CelExpr expression,
            String overload,
            List<Argument> arguments,
            @Nullable CelSize before,
            @Nullable CelSize estimated) {
        CelSize result = before == null || estimated == null ? estimated : before.or(estimated);
        if (result == null) {
            result = before;
        }
        if (overload.equals("index_list") || overload.equals("index_map")) {
            Entries entries = sizes.entries(arguments.get(0).expression());
            result = entries == null ? null : entries.value();
            CelPath container = sizes.path(arguments.get(0).expression());
            sizes.setPath(expression, container.add(overload.equals("index_list") ? CelPath.ITEMS : CelPath.VALUES));
        }
        return result == null ? sizes.size(expression) : result;
    }

    private long list(CelExpr expression) {
        long cost = NEW_LIST;
        CelSize items = null;
        for (CelExpr element : expression.list().elements()) {
            cost = CelSize.sum(cost, cost(element));
            items = either(items, sizes.sizeOrUnknown(element));
        }
        CelSize each = items == null ? CelSize.exactly(0) : items;
        sizes.setEntries(expression, new Entries(true, CelSize.exactly(1), each));
        return cost;
    }

    private long map(CelExpr expression) {
        long cost = NEW_MAP;
        CelSize keys = null;
        CelSize values = null;
        for (CelExpr.CelMap.Entry entry : expression.map().entries()) {
            cost = CelSize.sum(cost, CelSize.sum(cost(entry.key()), cost(entry.value())));
            keys = either(keys, sizes.sizeOrUnknown(entry.key()));
            values = either(values, sizes.sizeOrUnknown(entry.value()));
        }
        if (keys == null || values == null) {
            keys = CelSize.exactly(0);
            values = CelSize.exactly(0);
        }
        sizes.setEntries(expression, new Entries(false, keys, values));
        return cost;
    }

    private static CelSize either(@Nullable CelSize one, CelSize other) {
        return one == null ? other : one.or(other);
    }

    private long loop(CelExpr expression) {
        CelExpr.CelComprehension loop = expression.comprehension();
        long cost = CelSize.sum(cost(loop.iterRange()), cost(loop.accuInit()));
        sizes.push(loop.accuVar(), loop.accuInit());
        sizes.pushEach(loop.iterVar(), loop.iterRange());
        long body = CelSize.sum(cost(loop.loopCondition()), cost(loop.loopStep()));
        sizes.pop(loop.iterVar());
        cost = CelSize.sum(cost, cost(loop.result()));
        sizes.pop(loop.accuVar());

        CelSize rounds = sizes.sizeOrUnknown(loop.iterRange());
        switch (loop.accuInit().getKind()) {
            case CONSTANT -> sizes.setSize(expression, sizes.size(loop.accuInit()));
            case LIST, MAP -> {
                sizes.setSize(expression, rounds);
                sizes.setEntries(expression, sizes.entries(loop.loopStep()));
            }
            default -> {}
        }
        return CelSize.sum(cost, CelSize.product(rounds.max(), body));
    }
}
