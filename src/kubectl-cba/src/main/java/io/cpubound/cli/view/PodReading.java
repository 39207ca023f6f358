package io.cpubound.cli.view;

import io.cpubound.cli.api.Fields;
import io.cpubound.cli.view.PodView.Surroundings;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Reads a pod's state and the reason of it. */
final class PodReading {

    private static final String VERIFIED = "cpubound.io/verified";
    private static final int LONGEST = 160;

    /** Waiting for these is the way of things. */
    private static final Set<String> NORMAL = Set.of("ContainerCreating", "PodInitializing");

    private final ObjectMeta metadata;
    private final Fields pod;
    private final Surroundings around;
    private final Optional<String> problem;

    PodReading(ObjectMeta metadata, Fields pod, Surroundings around) {
        this.metadata = metadata;
        this.pod = pod;
        this.around = around;
        this.problem = problem();
    }

    PodState state() {
        if (metadata.getDeletionTimestamp() != null) {
            return PodState.ENDING;
        }
        if (metadata.getAnnotations() != null && metadata.getAnnotations().containsKey("cpubound.io/leaving")) {
            return PodState.DRAINING;
        }
        if (problem.isPresent()) {
            return PodState.FAILING;
        }
        if (!holds("Ready")) {
            return isGated() && holds("ContainersReady") ? PodState.VERIFYING : PodState.STARTING;
        }
        if (!isListed()) {
            return PodState.READY;
        }
        return isWarming() ? PodState.WARMING : PodState.SERVING;
    }

    String reason() {
        return switch (state()) {
            case FAILING -> shortened(problem.orElse(""));
            case STARTING -> waiting().orElseGet(this::notReady);
            case READY -> "nginx does not list it yet";
            case VERIFYING, WARMING, SERVING, DRAINING, ENDING -> "";
        };
    }

    private String notReady() {
        if (pod.text("spec", "nodeName").isEmpty()) {
            return "not on a node yet";
        }
        return pod.items("status", "containerStatuses").isEmpty() ? "" : "its readiness probe does not succeed yet";
    }

    private Optional<String> problem() {
        if ("Failed".equals(pod.textOr("", "status", "phase"))) {
            return Optional.of(said(pod.textOr("Failed", "status", "reason"), pod.textOr("", "status", "message")));
        }
        if (holds("Ready")) {
            return Optional.empty();
        }
        return containers()
                .flatMap(container -> problem(container).stream())
                .findFirst()
                .or(() -> refused("PodScheduled"))
                // The operator gives the verdict False with a reason only for good: see the contract of verification.
                .or(() -> refused(VERIFIED));
    }

    private Optional<String> refused(String type) {
        Fields condition = condition(type);
        return "False".equals(condition.textOr("", "status"))
                ? condition.text("reason").map(reason -> said(reason, condition.textOr("", "message")))
                : Optional.empty();
    }

    private static Optional<String> problem(Fields container) {
        Optional<String> waiting =
                container.text("state", "waiting", "reason").filter(reason -> !NORMAL.contains(reason));
        if (waiting.isPresent()) {
            Fields last = container.at("lastState", "terminated");
            return waiting.map(reason ->
                    said(reason, last.isPresent() ? ended(last) : container.textOr("", "state", "waiting", "message")));
        }
        Fields ended = container.at("state", "terminated");
        // An init container has done its work when it ends with 0.
        return ended.isPresent() && ended.number("exitCode") != 0
                ? Optional.of(said(ended.textOr("Error", "reason"), ended(ended)))
                : Optional.empty();
    }

    private Optional<String> waiting() {
        return containers()
                .flatMap(container -> container.text("state", "waiting", "reason").stream())
                .findFirst();
    }

    private Stream<Fields> containers() {
        return Stream.of("initContainerStatuses", "containerStatuses")
                .flatMap(list -> pod.items("status", list).stream());
    }

    private boolean isGated() {
        return pod.items("spec", "readinessGates").stream()
                .anyMatch(gate -> VERIFIED.equals(gate.textOr("", "conditionType")));
    }

    private boolean isListed() {
        String address = pod.textOr("", "status", "podIP");
        return !address.isEmpty()
                && around.upstream().stream()
                        .anyMatch(
                                server -> server.startsWith(address + ":") || server.startsWith("[" + address + "]:"));
    }

    /** By the clock: the weights themselves are in nginx's configuration, which is not for this tool. */
    private boolean isWarming() {
        return around.warmUpSeconds() > 0
                && condition("Ready")
                        .time("lastTransitionTime")
                        .filter(ready ->
                                ready.plusSeconds(around.warmUpSeconds()).isAfter(around.now()))
                        .isPresent();
    }

    private boolean holds(String type) {
        return "True".equals(condition(type).textOr("", "status"));
    }

    private Fields condition(String type) {
        return pod.at("status").condition(type);
    }

    private static String ended(Fields terminated) {
        List<String> lines = terminated.textOr("", "message").strip().lines().toList();
        String last = lines.isEmpty() ? "" : ": " + lines.get(lines.size() - 1);
        return "exit code " + terminated.number("exitCode") + last;
    }

    private static String said(String reason, String message) {
        return message.isEmpty() ? reason : reason + ": " + message;
    }

    private static String shortened(String text) {
        String line = text.replaceAll("\\s+", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST - 3) + "...";
    }
}
