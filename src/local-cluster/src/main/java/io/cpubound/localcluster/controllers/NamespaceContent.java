package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceCondition;
import io.fabric8.kubernetes.api.model.NamespaceConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What is left in a namespace that ends, as its conditions say it. */
final class NamespaceContent {

    private final Map<String, Integer> resources = new TreeMap<>();
    private final Map<String, Integer> finalizers = new TreeMap<>();

    void add(String plural, String group, List<GenericKubernetesResource> left) {
        if (!left.isEmpty()) {
            resources.put(plural + "." + group, left.size());
        }
        left.forEach(object ->
                object.getMetadata().getFinalizers().forEach(name -> finalizers.merge(name, 1, Integer::sum)));
    }

    boolean isEmpty() {
        return resources.isEmpty();
    }

    List<NamespaceCondition> conditions(List<NamespaceCondition> before) {
        List<NamespaceCondition> all = new ArrayList<>();
        all.add(condition(
                before,
                "NamespaceDeletionDiscoveryFailure",
                false,
                "ResourcesDiscovered",
                "All resources successfully discovered"));
        all.add(condition(
                before,
                "NamespaceDeletionGroupVersionParsingFailure",
                false,
                "ParsedGroupVersions",
                "All legacy kube types successfully parsed"));
        all.add(condition(
                before,
                "NamespaceDeletionContentFailure",
                false,
                "ContentDeleted",
                "All content successfully deleted, may be waiting on finalization"));
        all.add(
                resources.isEmpty()
                        ? condition(
                                before,
                                "NamespaceContentRemaining",
                                false,
                                "ContentRemoved",
                                "All content successfully removed")
                        : condition(
                                before,
                                "NamespaceContentRemaining",
                                true,
                                "SomeResourcesRemain",
                                "Some resources are remaining: " + counts(resources, " has ")));
        all.add(
                finalizers.isEmpty()
                        ? condition(
                                before,
                                "NamespaceFinalizersRemaining",
                                false,
                                "ContentHasNoFinalizers",
                                "All content-preserving finalizers finished")
                        : condition(
                                before,
                                "NamespaceFinalizersRemaining",
                                true,
                                "SomeFinalizersRemain",
                                "Some content in the namespace has finalizers remaining: "
                                        + counts(finalizers, " in ")));
        return all;
    }

    private static String counts(Map<String, Integer> counts, String between) {
        return counts.entrySet().stream()
                .map(entry -> entry.getKey() + between + entry.getValue() + " resource instances")
                .collect(Collectors.joining(", "));
    }

    private static NamespaceCondition condition(
            List<NamespaceCondition> before, String type, boolean yes, String reason, String message) {
        String status = yes ? "True" : "False";
        String since = before.stream()
                .filter(one -> one.getType().equals(type) && one.getStatus().equals(status))
                .map(NamespaceCondition::getLastTransitionTime)
                .findFirst()
                .orElseGet(() -> Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        return new NamespaceConditionBuilder()
                .withType(type)
                .withStatus(status)
                .withReason(reason)
                .withMessage(message)
                .withLastTransitionTime(since)
                .build();
    }
}
