package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pods a disruption budget is about. */
class BudgetSelectorsTest {

    private static final Map<String, String> LABELS = Map.of("app", "shop", "tier", "web");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{} | true",
                "{matchLabels: {app: shop}} | true",
                "{matchLabels: {app: shop, tier: db}} | false",
                "{matchLabels: {zone: a}} | false",
                "{matchExpressions: [{key: tier, operator: In, values: [db, web]}]} | true",
                "{matchExpressions: [{key: tier, operator: In, values: [db]}]} | false",
                "{matchExpressions: [{key: zone, operator: In, values: [a]}]} | false",
                "{matchExpressions: [{key: tier, operator: NotIn, values: [db]}]} | true",
                "{matchExpressions: [{key: tier, operator: NotIn, values: [web]}]} | false",
                "{matchExpressions: [{key: zone, operator: NotIn, values: [a]}]} | true",
                "{matchExpressions: [{key: tier, operator: Exists}]} | true",
                "{matchExpressions: [{key: zone, operator: Exists}]} | false",
                "{matchExpressions: [{key: zone, operator: DoesNotExist}]} | true",
                "{matchExpressions: [{key: tier, operator: DoesNotExist}]} | false",
                "{matchLabels: {app: shop}, matchExpressions: [{key: tier, operator: DoesNotExist}]} | false",
            })
    void selects(String selector, boolean selected) {
        assertThat(Budgets.selects(Serialization.unmarshal("--- " + selector, LabelSelector.class), LABELS))
                .isEqualTo(selected);
    }

    @Test
    void aBudgetWithoutASelectorIsAboutNoPod() {
        assertThat(Budgets.selects(null, LABELS)).isFalse();
    }
}
