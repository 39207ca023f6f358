package io.cpubound.localcluster;

import io.cpubound.localcluster.api.ApiServer;
import io.cpubound.localcluster.api.ApiServerOptions;
import io.cpubound.localcluster.api.LogSource;
import io.cpubound.localcluster.controllers.Controllers;
import io.cpubound.localcluster.node.Node;
import io.cpubound.localcluster.node.NodeOptions;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A running cluster on this machine: its API server, and as clients of that its controllers and its node. */
public final class LocalCluster implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LocalCluster.class.getName());
    private static final String NODE = "local";
    private static final String CONTROLLERS = "controllers";

    private final ApiServer api;
    private final KubernetesClient client;
    /** The last started first. */
    private final Deque<AutoCloseable> parts;

    /** The node is there after the server that asks it for logs. */
    private static final class LateLogs implements LogSource {
        private volatile LogSource from = LogSource.none();

        @Override
        public Runnable open(Request request, Sink sink) {
            return from.open(request, sink);
        }
    }

    private LocalCluster(ApiServer api, KubernetesClient client, Deque<AutoCloseable> parts) {
        this.api = api;
        this.client = client;
        this.parts = parts;
    }

    /**
     * Starts it, and returns when it takes pods.
     *
     * @throws IOException when the folder cannot be written, or the port is taken
     * @throws IllegalArgumentException when it shall do without something that does not exist
     */
    public static LocalCluster start(LocalClusterOptions options) throws IOException {
        Set<String> without = new HashSet<>(options.without());
        boolean withNode = !without.remove("node");
        boolean withControllers = !without.remove(CONTROLLERS);
        Controllers.check(without);
        Deque<AutoCloseable> parts = new ArrayDeque<>();
        try {
            LateLogs logs = new LateLogs();
            ApiServer api = ApiServer.start(new ApiServerOptions(options.data(), options.port(), logs));
            parts.push(api);
            KubernetesClient client = new KubernetesClientBuilder()
                    .withConfig(Config.fromKubeconfig(api.adminKubeconfig()))
                    .build();
            parts.push(client);
            if (withControllers) {
                String ca = Files.readString(options.data().resolve("ca.crt"));
                parts.push(Controllers.start(client, ca, without));
            }
            if (withNode) {
                Node node =
                        Node.start(client, NodeOptions.of(NODE, options.data().resolve("node"), options.project()));
                parts.push(node);
                logs.from = node;
            }
            return new LocalCluster(api, client, parts);
        } catch (IOException | RuntimeException e) {
            close(parts);
            throw e;
        }
    }

    public ApiServer api() {
        return api;
    }

    /** A client with all rights; closed with the cluster. */
    public KubernetesClient client() {
        return client;
    }

    /** Ends it, with all that runs in it. A second call does nothing. */
    @Override
    public void close() {
        close(parts);
    }

    private static synchronized void close(Deque<AutoCloseable> parts) {
        while (!parts.isEmpty()) {
            AutoCloseable part = parts.pop();
            try {
                part.close();
            } catch (Exception e) {
                // The others shall end all the same.
                LOG.log(Level.WARNING, "stopping " + part.getClass().getSimpleName(), e);
            }
        }
    }
}
