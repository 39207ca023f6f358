package io.cpubound.localcluster.node;

import java.util.List;

/** A pod's phase from its containers, as the kubelet has it. */
final class PodPhase {

    private PodPhase() {}

    /**
     * The phase.
     *
     * @param ended whether nothing will be started any more
     */
    static String of(String restartPolicy, List<ContainerView> init, List<ContainerView> main, boolean ended) {
        if (isInitializing(init)) {
            boolean failed = init.stream()
                    .anyMatch(view -> !view.sidecar()
                            && view.state() instanceof RunState.Terminated over
                            && over.exitCode() != 0);
            return failed && (restartPolicy.equals("Never") || ended) ? "Failed" : ended ? "Failed" : "Pending";
        }
        int waiting = 0;
        int running = 0;
        int succeeded = 0;
        for (ContainerView view : main) {
            if (view.state() instanceof RunState.Running) {
                running++;
            } else if (view.succeeded()) {
                succeeded++;
            } else if (view.state() instanceof RunState.Waiting && view.last().isEmpty()) {
                waiting++;
            }
        }
        if (ended && running == 0) {
            return succeeded == main.size() ? "Succeeded" : "Failed";
        } else if (waiting > 0) {
            return "Pending";
        } else if (running > 0 || restartPolicy.equals("Always")) {
            return "Running";
        } else if (succeeded == main.size()) {
            return "Succeeded";
        }
        return restartPolicy.equals("Never") ? "Failed" : "Running";
    }

    /** Whether a pod in this phase has ended for good. */
    static boolean isOver(String phase) {
        return phase.equals("Succeeded") || phase.equals("Failed");
    }

    /** Whether the main containers still wait for init containers. */
    static boolean isInitializing(List<ContainerView> init) {
        return init.stream().anyMatch(view -> view.sidecar() ? !view.started() : !view.succeeded());
    }
}
