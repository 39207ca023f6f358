package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.APIGroup;
import io.fabric8.kubernetes.api.model.APIResource;
import io.fabric8.kubernetes.api.model.APIResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The kinds that the API server serves now, as its discovery tells. */
final class ServedKinds {

    private static final Set<String> NEEDED = Set.of("list", "watch", "delete");

    private ServedKinds() {}

    /** One for each kind that can be listed, watched and deleted, in its group's preferred version. */
    static List<ResourceDefinitionContext> of(KubernetesClient client) {
        List<ResourceDefinitionContext> kinds = new ArrayList<>();
        add(kinds, "", "v1", client.getApiResources("v1"));
        for (APIGroup group : client.getApiGroups().getGroups()) {
            String version = group.getPreferredVersion().getVersion();
            add(kinds, group.getName(), version, client.getApiResources(group.getName() + "/" + version));
        }
        return kinds;
    }

    private static void add(
            List<ResourceDefinitionContext> kinds, String group, String version, APIResourceList resources) {
        for (APIResource resource : Optional.ofNullable(resources)
                .map(APIResourceList::getResources)
                .orElse(List.of())) {
            if (!resource.getName().contains("/") && resource.getVerbs().containsAll(NEEDED)) {
                kinds.add(new ResourceDefinitionContext.Builder()
                        .withGroup(group)
                        .withVersion(version)
                        .withKind(resource.getKind())
                        .withPlural(resource.getName())
                        .withNamespaced(Boolean.TRUE.equals(resource.getNamespaced()))
                        .build());
            }
        }
    }
}
