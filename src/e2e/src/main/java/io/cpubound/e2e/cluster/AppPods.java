package io.cpubound.e2e.cluster;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.Objects;

/** How an app's pods are told apart from others and from each other. */
final class AppPods {

    static final String APP = "cpubound.io/app";
    static final String COMPONENT = "app.kubernetes.io/component";
    private static final String LEAVING = "cpubound.io/leaving";

    private AppPods() {}

    static String slot(Pod pod) {
        return label(pod, "cpubound.io/slot");
    }

    static String revision(Pod pod) {
        return label(pod, "cpubound.io/revision");
    }

    private static String label(Pod pod, String name) {
        return Objects.requireNonNullElse(pod.getMetadata().getLabels().get(name), "");
    }

    static boolean leaving(Pod pod) {
        return pod.getMetadata().getAnnotations() != null
                && pod.getMetadata().getAnnotations().containsKey(LEAVING);
    }

    static boolean ready(Pod pod) {
        return pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }
}
