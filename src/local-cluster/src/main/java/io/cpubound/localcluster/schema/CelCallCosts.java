package io.cpubound.localcluster.schema;

import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.types.CelKind;
import io.cpubound.localcluster.schema.CelSizes.Argument;
import io.cpubound.localcluster.schema.CelSizes.Entries;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a call costs beside its arguments. A function that is not here costs one, and nobody knows how long its result is. */
final class CelCallCosts {

    private static final double READ = 0.1;
    private static final double READ_AND_WRITE = 0.2;
    private static final double PATTERN = 0.25;
    private static final long NEW_LIST = 10;
    private static final Estimate ONE = new Estimate(1, null);

    /** @param result how long it is; null when that is not known, or it has no length */
    record Estimate(long cost, @Nullable CelSize result) {}

    private final CelSizes sizes;

    CelCallCosts(CelSizes sizes) {
        this.sizes = sizes;
    }

    Estimate estimate(CelExpr call, String overload, @Nullable Argument target, List<Argument> arguments) {
        Estimate estimate = operator(call, overload, arguments);
        if (estimate == null) {
            estimate = ofFunction(call.call().function(), arguments);
        }
        if (estimate == null && target != null) {
            estimate = ofMethod(call.call().function(), target, arguments);
        }
        return estimate == null ? ONE : estimate;
    }

    private @Nullable Estimate operator(CelExpr call, String overload, List<Argument> arguments) {
        return switch (overload) {
            case "logical_and", "logical_or" -> new Estimate(0, null);
            case "conditional" -> {
                Argument yes = arguments.get(1);
                Argument no = arguments.get(2);
                sizes.setEntries(call, entries(yes, no));
                yield new Estimate(0, yes.size().or(no.size()));
            }
            case "add_string", "add_bytes", "add_list" -> {
                sizes.setEntries(call, entries(arguments.get(0), arguments.get(1)));
                CelSize result = arguments.get(0).size().plus(arguments.get(1).size());
                yield new Estimate(overload.equals("add_list") ? 1 : result.cost(READ), result);
            }
            case "in_list" -> new Estimate(arguments.get(1).size().max(), null);
            case "equals",
                    "not_equals",
                    "less_string",
                    "less_bytes",
                    "less_equals_string",
                    "less_equals_bytes",
                    "greater_string",
                    "greater_bytes",
                    "greater_equals_string",
                    "greater_equals_bytes" -> {
                long shorter = Math.min(
                        arguments.get(0).size().max(), arguments.get(1).size().max());
                yield new Estimate(CelSize.scaled(shorter, READ), null);
            }
            case "string_to_bytes" -> {
                CelSize size = arguments.get(0).size();
                yield new Estimate(size.cost(READ), new CelSize(size.min(), CelSize.product(size.max(), 4)));
            }
            case "bytes_to_string" -> {
                CelSize size = arguments.get(0).size();
                yield new Estimate(size.cost(READ), new CelSize(size.min() / 4, size.max()));
            }
            default -> null;
        };
    }

    private @Nullable Entries entries(Argument one, Argument other) {
        return Entries.either(sizes.entries(one.expression()), sizes.entries(other.expression()));
    }

    private @Nullable Estimate ofFunction(String function, List<Argument> arguments) {
        return switch (function) {
            case "isQuantity" -> new Estimate(arguments.get(0).size().cost(READ), null);
            case "sets.contains", "sets.intersects" -> sets(arguments, 1);
            case "sets.equivalent" -> sets(arguments, 2);
            case "lists.@sortByAssociatedKeys" -> sortBy(arguments.get(0).size());
            case "strings.quote" -> {
                CelSize size = arguments.get(0).size();
                yield new Estimate(size.cost(READ), size.plus(size).plus(CelSize.exactly(2)));
            }
            case "lists.range" -> newList(1, CelSize.exactly(number(arguments.get(0), Long.MAX_VALUE)));
            default -> null;
        };
    }

    private static Estimate sets(List<Argument> arguments, double each) {
        CelSize pairs = arguments.get(0).size().times(arguments.get(1).size());
        return new Estimate(CelSize.sum(pairs.cost(each), 1), null);
    }

    /**
     * The macro differs: here it makes a list of a key and its item for each, at 11 more than the key alone, there it gives the list a
     * name first, for 12.
     */
    private static Estimate sortBy(CelSize size) {
        CelSize pairs = size.times(size);
        long cost = CelSize.sum(pairs.cost(2), NEW_LIST + 1 + 12);
        return new Estimate(cost == Long.MAX_VALUE ? cost : cost - 11 * size.max(), pairs);
    }

    private @Nullable Estimate ofMethod(String function, Argument target, List<Argument> arguments) {
        CelSize size = target.size();
        return switch (function) {
            case "startsWith", "endsWith" ->
                new Estimate(arguments.get(0).size().cost(READ), null);
            case "contains" ->
                new Estimate(
                        CelSize.product(size.cost(READ), arguments.get(0).size().cost(READ)), null);
            case "matches" -> {
                long pattern = arguments.get(0).size().cost(PATTERN);
                // One more, so that a pattern costs something for an empty string too.
                yield new Estimate(CelSize.product(size.plus(CelSize.exactly(1)).cost(READ), pattern), null);
            }
            case "lowerAscii", "upperAscii", "substring", "trim" -> new Estimate(size.cost(READ), size);
            case "indexOf", "lastIndexOf" -> new Estimate(size.cost(READ), null);
            case "replace" ->
                new Estimate(
                        size.cost(READ_AND_WRITE),
                        replaced(size, arguments.get(0).size(), arguments.get(1).size()));
            case "split" -> {
                long parts = arguments.size() > 1 ? number(arguments.get(1), size.max()) : size.max();
                yield new Estimate(size.cost(READ_AND_WRITE), CelSize.upTo(parts));
            }
            case "join" -> join(target, arguments);
            default -> ofListMethod(function, target, arguments);
        };
    }

    private @Nullable Estimate ofListMethod(String function, Argument target, List<Argument> arguments) {
        if (target.kind() != CelKind.LIST) {
            return null;
        }
        CelSize size = target.size();
        return switch (function) {
            case "reverse" -> newList(1, size);
            case "distinct" -> newList(2, size.times(size));
            case "sort" -> {
                CelKind items = sizes.itemKind(target);
                boolean read = items == CelKind.STRING || items == CelKind.BYTES;
                yield newList(read ? 2 + READ : 2, size.times(size));
            }
            case "slice" -> {
                long count = number(arguments.get(1), size.max()) - number(arguments.get(0), 0);
                yield newList(1, CelSize.exactly(Math.max(0, count)));
            }
            case "flatten" ->
                newList(arguments.isEmpty() ? 1 : (double) number(arguments.get(0), Long.MAX_VALUE), size);
            default -> null;
        };
    }

    private static Estimate newList(double each, CelSize size) {
        return new Estimate(CelSize.sum(size.cost(each), 1 + NEW_LIST), size);
    }

    /** A number that is written there. */
    private static long number(Argument argument, long otherwise) {
        CelExpr expression = argument.expression();
        boolean written = expression.getKind() == CelExpr.ExprKind.Kind.CONSTANT
                && expression.constant().getKind() == CelConstant.Kind.INT64_VALUE;
        return written ? Math.max(0, expression.constant().int64Value()) : otherwise;
    }

    private static CelSize replaced(CelSize text, CelSize old, CelSize with) {
        long fewest = 0;
        long shortest = 0;
        if (old.max() == 0) {
            // An empty string is found before and after every character.
            fewest = CelSize.sum(text.min(), 1);
            shortest = text.min();
        } else if (old.max() <= with.min()) {
            shortest = text.min();
        } else {
            fewest = (long) Math.ceil((double) text.min() / old.max());
        }
        long most = 0;
        long longest = 0;
        if (old.min() == 0) {
            most = CelSize.sum(text.max(), 1);
            longest = text.max();
        } else if (with.max() <= old.min()) {
            longest = text.max();
        } else {
            most = (long) Math.ceil((double) text.max() / old.min());
        }
        return new CelSize(fewest, most).times(with).plus(new CelSize(shortest, longest));
    }

    private Estimate join(Argument target, List<Argument> arguments) {
        CelSize size = CelSize.exactly(0);
        if (target.kind() == CelKind.LIST) {
            CelSize item = target.path().isNone() ? null : sizes.inSchema(sizes.itemPath(target));
            size = target.size().times(item == null ? CelSize.UNKNOWN : item);
        }
        if (!arguments.isEmpty()) {
            CelSize list = target.size();
            CelSize gaps = new CelSize(Math.max(0, list.min() - 1), Math.max(0, list.max() - 1));
            size = size.plus(arguments.get(0).size().times(gaps));
        }
        return new Estimate(size.cost(READ), size);
    }
}
