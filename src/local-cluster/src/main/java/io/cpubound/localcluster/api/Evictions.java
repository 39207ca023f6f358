package io.cpubound.localcluster.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;

/**
 * Evictions: a deletion that a disruption budget may refuse. What a budget allows is counted by its controller; here it is
 * only spent.
 */
final class Evictions {

    private static final String BUDGETS = "poddisruptionbudgets.policy";
    private static final int RETRY_SECONDS = 10;
    private static final int REMEMBERED = 2000;

    private final Store store;
    private final Reads reads;
    private final Deletion deletion;

    Evictions(Store store, Reads reads, Deletion deletion) {
        this.store = store;
        this.reads = reads;
        this.deletion = deletion;
    }

    Answer evict(Call call) {
        ObjectNode pod = reads.find(call);
        ObjectNode eviction = Bodies.any(call);
        String name = Json.name(eviction);
        if (!name.isEmpty() && !name.equals(call.name())) {
            throw ApiException.badRequest("name in URL does not match name in Eviction object");
        }
        ObjectNode options =
                eviction.path("deleteOptions").isObject() ? (ObjectNode) eviction.path("deleteOptions") : Json.object();
        Call delete = call.with("delete", "", Json.text(options));
        if (!free(pod)) {
            spend(pod, delete.dryRun() || Deletion.dryRun(options));
        }
        deletion.delete(delete);
        return Answer.created(Answer.success().put("code", 201));
    }

    /** A pod that does not run, or that ends anyway, costs no budget. */
    private static boolean free(ObjectNode pod) {
        String phase = pod.path("status").path("phase").asText();
        return Set.of("Pending", "Succeeded", "Failed").contains(phase)
                || pod.path("metadata").has("deletionTimestamp");
    }

    private void spend(ObjectNode pod, boolean dryRun) {
        List<ObjectNode> budgets = store.list(BUDGETS, Json.namespace(pod)).stream()
                .filter(budget -> Selector.matches(budget.path("spec").get("selector"), pod))
                .toList();
        if (budgets.size() > 1) {
            throw ApiException.of(
                    500,
                    "InternalError",
                    "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.");
        }
        if (budgets.isEmpty()) {
            return;
        }
        ObjectNode budget = budgets.get(0).deepCopy();
        if (unhealthyMayGo(budget, pod)) {
            return;
        }
        check(budget);
        ObjectNode status = Json.under(budget, "status");
        status.put("disruptionsAllowed", status.path("disruptionsAllowed").asInt() - 1);
        Json.under(status, "disruptedPods")
                .put(
                        Json.name(pod),
                        Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        if (!dryRun) {
            store.put(BUDGETS, budget);
        }
    }

    private static boolean unhealthyMayGo(ObjectNode budget, ObjectNode pod) {
        boolean ready = pod.path("status")
                .path("conditions")
                .valueStream()
                .anyMatch(one -> one.path("type").asText().equals("Ready")
                        && one.path("status").asText().equals("True"));
        if (ready) {
            return false;
        }
        JsonNode status = budget.path("status");
        String policy = budget.path("spec").path("unhealthyPodEvictionPolicy").asText();
        int healthy = status.path("currentHealthy").asInt();
        int desired = status.path("desiredHealthy").asInt();
        return policy.equals("AlwaysAllow") || (healthy >= desired && desired > 0);
    }

    private static void check(ObjectNode budget) {
        JsonNode status = budget.path("status");
        if (status.path("observedGeneration").asLong()
                < budget.path("metadata").path("generation").asLong()) {
            throw refused("The disruption budget " + Json.name(budget) + " is still being processed by the server.");
        }
        if (status.path("disruptedPods").size() > REMEMBERED) {
            throw ApiException.forbidden(
                    "poddisruptionbudgets.policy",
                    Json.name(budget),
                    "DisruptedPods map too big - too many evictions not confirmed by PDB controller");
        }
        int healthy = status.path("currentHealthy").asInt();
        if (status.path("disruptionsAllowed").asInt() <= 0) {
            String needs = "The disruption budget " + Json.name(budget) + " needs "
                    + status.path("desiredHealthy").asInt() + " healthy pods and has " + healthy + " currently";
            throw refused(needs);
        }
    }

    private static ApiException refused(String why) {
        ApiException failure = ApiException.of(
                429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.");
        ObjectNode details = Json.under(failure.status(), "details");
        details.putArray("causes").addObject().put("reason", "DisruptionBudget").put("message", why);
        if (why.endsWith("by the server.")) {
            details.put("retryAfterSeconds", RETRY_SECONDS);
        }
        return failure;
    }
}
