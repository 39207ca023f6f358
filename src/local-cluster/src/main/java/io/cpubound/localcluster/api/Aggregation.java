package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.apply.Values;

/** ClusterRoles made of others: {@code admin} has the rules of all that are labelled for it, the user's own too. */
final class Aggregation {

    private static final String ROLES = "clusterroles.rbac.authorization.k8s.io";

    /** {@code view} into {@code edit} into {@code admin}: as many rounds as there are steps. */
    private static final int STEPS = 3;

    private Aggregation() {}

    /** Brings the aggregated roles up to date. */
    static void spread(Store store) {
        for (int step = 0; step < STEPS; step++) {
            store.list(ROLES, "").stream()
                    .filter(role -> role.path("aggregationRule").isObject())
                    .forEach(role -> fill(store, role));
        }
    }

    private static void fill(Store store, ObjectNode role) {
        ArrayNode rules = Json.object().putArray("rules");
        for (JsonNode selector : role.path("aggregationRule").path("clusterRoleSelectors")) {
            store.list(ROLES, "").stream()
                    .filter(other -> !Json.name(other).equals(Json.name(role)))
                    .filter(other -> Selector.matches(selector, other))
                    .forEach(other -> other.path("rules").forEach(rule -> {
                        if (rules.valueStream().noneMatch(rule::equals)) {
                            rules.add(rule);
                        }
                    }));
        }
        if (!Values.equal(role.path("rules"), rules)) {
            ObjectNode changed = role.deepCopy();
            changed.set("rules", rules);
            store.put(ROLES, changed);
        }
    }
}
