package io.cpubound.localcluster.schema;

import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What the rules of one schema may cost, each and together, and what they do. */
final class CelBudget {

    private static final long OF_A_RULE = 10_000_000;
    private static final long OF_A_SCHEMA = 100_000_000;

    /** A rule that costs less than a hundredth of what all may is not to blame. */
    private static final long WORTH_NAMING = OF_A_SCHEMA / 100;

    private static final int MOST_NAMED = 4;

    private record Expense(String field, long cost) {}

    private final boolean stored;
    private final List<Expense> expenses = new ArrayList<>();
    private long total;

    /** @param stored the schema is in the cluster already, so that what a single rule costs is not held against it any more */
    CelBudget(boolean stored) {
        this.stored = stored;
    }

    /** Counts a rule. */
    List<FieldError> rule(String field, long cost) {
        return spend(field, cost, "estimated rule cost");
    }

    /** Counts what makes a rule's message. */
    List<FieldError> message(String field, long cost) {
        return spend(field, cost, "estimated messageExpression cost");
    }

    private List<FieldError> spend(String field, long cost, String what) {
        total = CelSize.sum(total, cost);
        if (cost >= WORTH_NAMING) {
            expenses.add(new Expense(field, cost));
        }
        return stored || cost <= OF_A_RULE
                ? List.of()
                : List.of(FieldErrors.forbidden(field, tooMuch(what, cost, OF_A_RULE)));
    }

    /** What is wrong with all of them together. */
    List<FieldError> overrun(String schema) {
        if (total <= OF_A_SCHEMA) {
            return List.of();
        }
        List<FieldError> errors = new ArrayList<>();
        expenses.stream()
                .sorted(Comparator.comparingLong(Expense::cost).reversed())
                .limit(MOST_NAMED)
                .forEach(expense -> errors.add(FieldErrors.forbidden(
                        expense.field,
                        "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema")));
        errors.add(FieldErrors.forbidden(
                schema,
                tooMuch(
                        "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema",
                        total,
                        OF_A_SCHEMA)));
        return errors;
    }

    private static String tooMuch(String what, long cost, long limit) {
        double factor = (double) cost / limit;
        return what + " exceeds budget by factor of " + (factor > 100 ? "more than 100" : rounded(factor))
                + "x (try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and"
                + " strings are declared)";
    }

    /** Go rounds the number that the double is, Java the digits that it prints for it. */
    private static String rounded(double factor) {
        return new BigDecimal(factor)
                .setScale(factor < 1.5 ? 6 : 1, RoundingMode.HALF_EVEN)
                .toPlainString();
    }
}
