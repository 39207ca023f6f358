package io.cpubound.localcluster.node;

import java.util.Optional;

/**
 * All that the status of a container is made of.
 *
 * @param sidecar an init container that restarts always
 * @param imageId empty until the image was found
 * @param containerId empty until it was started once
 * @param last how the run before this one ended
 * @param started its startup probe has passed
 */
record ContainerView(
        String name,
        String image,
        boolean init,
        boolean sidecar,
        String imageId,
        String containerId,
        RunState state,
        Optional<RunState.Terminated> last,
        int restarts,
        boolean started,
        boolean ready) {

    boolean succeeded() {
        return state instanceof RunState.Terminated ended && ended.exitCode() == 0;
    }
}
