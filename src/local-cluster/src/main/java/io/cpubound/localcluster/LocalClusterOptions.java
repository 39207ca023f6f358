package io.cpubound.localcluster;

import java.nio.file.Path;
import java.util.Set;

/**
 * How a local cluster starts.
 *
 * @param data the folder for its kubeconfig and for what its pods need while they run; made when it is not there. Objects are in memory
 *     only.
 * @param port of the API on 127.0.0.1; 0 for any that is free
 * @param project the folder of this project: the images {@code cpubound/*} are what was built there
 * @param without what shall not run: "node" (all of them), "controllers" (all of them) or the name of one
 * @param nodes how many nodes it has: {@code local}, {@code local-2} and so on
 */
public record LocalClusterOptions(Path data, int port, Path project, Set<String> without, int nodes) {

    public LocalClusterOptions {
        without = Set.copyOf(without);
        if (nodes < 1) {
            throw new IllegalArgumentException("a cluster has 1 node or more, not " + nodes);
        }
    }

    public LocalClusterOptions(Path data, int port, Path project) {
        this(data, port, project, Set.of());
    }

    public LocalClusterOptions(Path data, int port, Path project, Set<String> without) {
        this(data, port, project, without, 1);
    }
}
