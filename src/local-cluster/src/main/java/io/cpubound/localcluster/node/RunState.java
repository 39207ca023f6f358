package io.cpubound.localcluster.node;

import java.time.Instant;

/** What a container does, as its status says it. */
sealed interface RunState {

    /** Not started, or between two starts. */
    record Waiting(String reason, String message) implements RunState {}

    record Running(Instant since) implements RunState {}

    /**
     * It has ended.
     *
     * @param containerId of the one that ended
     */
    record Terminated(
            int exitCode, String reason, String message, Instant started, Instant finished, String containerId)
            implements RunState {}
}
