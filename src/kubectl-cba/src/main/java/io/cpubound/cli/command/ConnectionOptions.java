package io.cpubound.cli.command;

import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.api.Connection;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** kubectl's own options for where to look. */
final class ConnectionOptions {

    @Option(
            names = {"-n", "--namespace"},
            paramLabel = "NAMESPACE",
            description = "The namespace. Default: the context's.")
    private @Nullable String namespace;

    @Option(
            names = "--context",
            paramLabel = "CONTEXT",
            description = "The kubeconfig's context. Default: the current.")
    private @Nullable String context;

    @Option(
            names = "--kubeconfig",
            paramLabel = "FILE",
            description = "The kubeconfig. Default: what KUBECONFIG names, or ~/.kube/config.")
    private @Nullable Path kubeconfig;

    Cluster open() {
        return Cluster.open(new Connection(kubeconfig, context, namespace).config());
    }
}
