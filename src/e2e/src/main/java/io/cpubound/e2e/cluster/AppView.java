package io.cpubound.e2e.cluster;

import io.fabric8.kubernetes.api.model.ContainerStateWaiting;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An app at one moment, as its resource and its pods tell.
 *
 * @param image what the spec asks for
 * @param replicas what the spec asks for
 * @param ready whether the condition Ready holds for the spec as it is now
 * @param summary where it is, in two words
 * @param failed why the wanted revision was given up, as reason and message; empty when it was not, and while the status is about an
 *     older spec
 * @param failedAt when it was; empty when it was not
 * @param reason the reason of the condition Ready; empty before there is one for the spec as it is now
 * @param message its message: what is awaited
 * @param upstream whom nginx lists, as address:port
 * @param proxiesSynced nginx pods that run the current configuration
 * @param proxies nginx pods that count
 * @param pods by slot, the older first
 */
public record AppView(
        String image,
        int replicas,
        boolean ready,
        String summary,
        String failed,
        String failedAt,
        String reason,
        String message,
        List<String> upstream,
        int proxiesSynced,
        int proxies,
        List<PodLine> pods) {

    public AppView {
        upstream = List.copyOf(upstream);
        pods = List.copyOf(pods);
    }

    /** What a pod does. */
    public enum PodState {
        STARTING,
        FAILING,
        READY,
        SERVING,
        DRAINING,
        ENDING;

        /** For people. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * One pod.
     *
     * @param detail why it fails; else empty
     */
    public record PodLine(String name, String slot, String revision, String image, PodState state, String detail) {}

    static AppView of(GenericKubernetesResource app, List<Pod> pods) {
        Map<?, ?> spec = map(app.getAdditionalProperties().get("spec"));
        Map<?, ?> status = map(app.getAdditionalProperties().get("status"));
        Map<?, ?> proxies = map(status.get("proxies"));
        Optional<Map<?, ?>> ready = list(status.get("conditions")).stream()
                .<Map<?, ?>>map(AppView::map)
                .filter(condition -> "Ready".equals(condition.get("type")))
                .findFirst();
        boolean current = number(status.get("observedGeneration"))
                == Objects.requireNonNullElse(app.getMetadata().getGeneration(), 0L);
        Map<?, ?> failed = current ? map(status.get("failed")) : Map.of();
        List<String> upstream =
                list(status.get("upstream")).stream().map(String::valueOf).toList();
        return new AppView(
                String.valueOf(spec.get("image")),
                (int) number(spec.get("replicas")),
                current && ready.filter(it -> "True".equals(it.get("status"))).isPresent(),
                text(status.get("summary")),
                failed.isEmpty() ? "" : failed.get("reason") + ": " + failed.get("message"),
                text(failed.get("at")),
                current ? ready.map(it -> String.valueOf(it.get("reason"))).orElse("") : "",
                ready.map(it -> String.valueOf(it.get("message"))).orElse("the operator has not looked at it yet"),
                upstream,
                (int) number(proxies.get("synced")),
                (int) number(proxies.get("total")),
                pods.stream()
                        .sorted(Comparator.comparing(AppPods::slot)
                                .thenComparing(
                                        pod -> String.valueOf(pod.getMetadata().getCreationTimestamp()))
                                .thenComparing(pod -> pod.getMetadata().getName()))
                        .map(pod -> line(pod, upstream))
                        .toList());
    }

    private static PodLine line(Pod pod, List<String> upstream) {
        String detail = problem(pod);
        return new PodLine(
                pod.getMetadata().getName(),
                AppPods.slot(pod),
                AppPods.revision(pod),
                pod.getSpec().getContainers().get(0).getImage(),
                state(pod, upstream, detail),
                detail);
    }

    private static PodState state(Pod pod, List<String> upstream, String problem) {
        if (pod.getMetadata().getDeletionTimestamp() != null) {
            return PodState.ENDING;
        }
        if (AppPods.leaving(pod)) {
            return PodState.DRAINING;
        }
        if (AppPods.ready(pod)) {
            String address = Objects.requireNonNullElse(pod.getStatus().getPodIP(), "");
            boolean listed = upstream.stream()
                    .anyMatch(server -> server.startsWith(address + ":") || server.startsWith("[" + address + "]:"));
            return listed ? PodState.SERVING : PodState.READY;
        }
        return problem.isEmpty() ? PodState.STARTING : PodState.FAILING;
    }

    private static String problem(Pod pod) {
        List<ContainerStatus> containers =
                pod.getStatus() == null ? List.of() : pod.getStatus().getContainerStatuses();
        return containers.stream()
                .flatMap(container -> Optional.ofNullable(container.getState().getWaiting()).stream())
                .map(ContainerStateWaiting::getReason)
                .filter(reason ->
                        reason != null && !reason.equals("ContainerCreating") && !reason.equals("PodInitializing"))
                .findFirst()
                .orElse("");
    }

    private static Map<?, ?> map(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Map<?, ?> map ? map : Map.of();
    }

    private static List<?> list(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof List<?> list ? list : List.of();
    }

    private static String text(@org.jspecify.annotations.Nullable Object value) {
        return value == null ? "" : String.valueOf(value);
    }

    private static long number(@org.jspecify.annotations.Nullable Object value) {
        return value instanceof Number number ? number.longValue() : 0;
    }
}
