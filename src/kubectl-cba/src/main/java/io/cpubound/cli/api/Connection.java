package io.cpubound.cli.api;

import io.fabric8.kubernetes.api.model.NamedContext;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which cluster, and where in it; what is null is as the kubeconfig has it.
 *
 * @param kubeconfig a file; null for the files of KUBECONFIG, or ~/.kube/config, or the pod's own service account
 */
public record Connection(@Nullable Path kubeconfig, @Nullable String context, @Nullable String namespace) {

    /** Seconds are long for somebody who waits at a prompt; the client's own ten retries take half a minute. */
    private static final int RETRIES = 1;

    /**
     * Reads the configuration; does not call the cluster.
     *
     * @throws CliException when there is none, or it has no such context
     */
    public Config config() {
        Config config = read();
        if (context != null
                && Optional.ofNullable(config.getCurrentContext())
                        .map(NamedContext::getName)
                        .filter(context::equals)
                        .isEmpty()) {
            throw CliException.usage("context \"" + context + "\" is not in the kubeconfig"
                    + known(config.getContexts()) + "; see kubectl config get-contexts");
        }
        String where = Optional.ofNullable(namespace)
                .or(() -> Optional.ofNullable(config.getNamespace()))
                .orElse("default");
        return new ConfigBuilder(config)
                .withNamespace(where)
                .withRequestRetryBackoffLimit(RETRIES)
                .withUserAgent("kubectl-cba")
                .build();
    }

    private Config read() {
        if (kubeconfig == null) {
            Config config = Config.autoConfigure(context);
            // What the client falls back to when it has found neither a file nor a service account.
            if (config.getMasterUrl().startsWith(Config.DEFAULT_MASTER_URL)) {
                throw noCluster();
            }
            return config;
        }
        if (!Files.isReadable(kubeconfig)) {
            throw CliException.usage("--kubeconfig " + kubeconfig + " is not a file that can be read");
        }
        return Config.fromKubeconfig(context, kubeconfig.toFile());
    }

    private static CliException noCluster() {
        return CliException.usage(
                "no cluster is configured: set KUBECONFIG, or give --kubeconfig FILE; for a cluster on this machine run make up");
    }

    private static String known(@Nullable List<NamedContext> contexts) {
        return contexts == null || contexts.isEmpty()
                ? ""
                : ", which has "
                        + contexts.stream().map(NamedContext::getName).sorted().collect(Collectors.joining(", "));
    }
}
