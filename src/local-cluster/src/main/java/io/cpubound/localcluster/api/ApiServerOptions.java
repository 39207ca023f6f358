package io.cpubound.localcluster.api;

import io.cpubound.localcluster.stream.PodRuntime;
import java.nio.file.Path;

/**
 * How an API server starts.
 *
 * @param data the folder of its kubeconfig and CA; made when it is not there. Objects are in memory only.
 * @param port on 127.0.0.1; 0 for any that is free
 * @param runtime what exec, attach and port-forward talk to
 */
public record ApiServerOptions(Path data, int port, LogSource logs, PodRuntime runtime) {
    public ApiServerOptions(Path data, int port) {
        this(data, port, LogSource.none());
    }

    public ApiServerOptions(Path data, int port, LogSource logs) {
        this(data, port, logs, PodRuntime.none());
    }
}
