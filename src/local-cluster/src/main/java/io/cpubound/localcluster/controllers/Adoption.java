package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.LabelSelectorRequirement;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A ReplicaSet takes in pods that nobody controls and that it selects, and lets go of its own that it no longer selects. */
final class Adoption {

    private Adoption() {}

    static void of(KubernetesClient client, ReplicaSet set) {
        for (Pod pod : client.pods()
                .inNamespace(set.getMetadata().getNamespace())
                .list()
                .getItems()) {
            boolean own = Owners.controls(set, pod);
            boolean fits = selects(set, pod);
            if (Pods.terminating(pod) || Pods.ended(pod) || own == fits) {
                continue;
            }
            List<OwnerReference> owners = new ArrayList<>(pod.getMetadata().getOwnerReferences());
            if (own) {
                owners.removeIf(owner -> owner.getUid().equals(set.getMetadata().getUid()));
            } else if (Owners.controller(pod).isEmpty()) {
                owners.add(Owners.controlledBy(set));
            } else {
                continue;
            }
            client.resource(new PodBuilder(pod)
                            .editMetadata()
                            .withOwnerReferences(owners)
                            .endMetadata()
                            .build())
                    .update();
        }
    }

    static boolean selects(ReplicaSet set, Pod pod) {
        Map<String, String> labels =
                Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.<String, String>of());
        Map<String, String> wanted =
                Objects.requireNonNullElse(set.getSpec().getSelector().getMatchLabels(), Map.<String, String>of());
        return labels.entrySet().containsAll(wanted.entrySet())
                && set.getSpec().getSelector().getMatchExpressions().stream().allMatch(one -> meets(one, labels));
    }

    private static boolean meets(LabelSelectorRequirement one, Map<String, String> labels) {
        String value = labels.get(one.getKey());
        return switch (one.getOperator()) {
            case "In" -> value != null && one.getValues().contains(value);
            case "NotIn" -> value == null || !one.getValues().contains(value);
            case "Exists" -> value != null;
            default -> value == null;
        };
    }
}
