package io.cpubound.operator.act;

import io.cpubound.operator.resources.AppIdentity;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a disruption budget has a say over a pod. How much it allows is for the API server to tell: to ask costs nothing of the budget, so
 * of two pods that drain at the same time each would be allowed what only one of them can have.
 */
@ApplicationScoped
public class Budgets {

    private final KubernetesClient client;

    /** One that asks with this client. */
    public Budgets(KubernetesClient client) {
        this.client = client;
    }

    boolean cover(AppIdentity app, Pod pod) {
        return client.policy().v1().podDisruptionBudget().inNamespace(app.namespace()).list().getItems().stream()
                .anyMatch(budget -> selects(
                        budget.getSpec().getSelector(), pod.getMetadata().getLabels()));
    }

    /** An empty selector selects all pods, none at all selects none. */
    static boolean selects(@Nullable LabelSelector selector, Map<String, String> labels) {
        return selector != null
                && selector.getMatchLabels().entrySet().stream()
                        .allMatch(wanted -> wanted.getValue().equals(labels.get(wanted.getKey())))
                && selector.getMatchExpressions().stream().allMatch(requirement -> meets(requirement, labels));
    }

    private static boolean meets(LabelSelectorRequirement requirement, Map<String, String> labels) {
        String value = labels.get(requirement.getKey());
        return switch (requirement.getOperator()) {
            case "In" -> value != null && requirement.getValues().contains(value);
            case "NotIn" -> value == null || !requirement.getValues().contains(value);
            case "Exists" -> value != null;
            case "DoesNotExist" -> value == null;
            // The API server knows no other; a budget that nobody understands is one to be careful with.
            default -> true;
        };
    }
}
