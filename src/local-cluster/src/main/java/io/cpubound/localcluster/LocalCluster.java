package io.cpubound.localcluster;

import io.cpubound.localcluster.api.ApiServer;
import io.cpubound.localcluster.api.ApiServerOptions;
import io.cpubound.localcluster.api.LogSource;
import io.cpubound.localcluster.controllers.Controllers;
import io.cpubound.localcluster.node.Node;
import io.cpubound.localcluster.node.NodeOptions;
import io.cpubound.localcluster.stream.PodRuntime;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/** A running cluster on this machine: its API server, and as clients of that its controllers and its nodes. */
public final class LocalCluster implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(LocalCluster.class.getName());
    private static final String NODE = "local";
    private static final String CONTROLLERS = "controllers";

    private final ApiServer api;
    private final KubernetesClient client;
    private final List<Node> nodes;
    /** The last started first. */
    private final Deque<AutoCloseable> parts;

    /** A node is there after the server that asks it for logs and more. */
    private static final class LateNodes implements LogSource, PodRuntime {
        private final Map<String, Node> nodes = new ConcurrentHashMap<>();

        @Override
        public Runnable open(Request request, Sink sink) {
            LogSource node = nodes.get(request.node());
            return (node == null ? LogSource.none() : node).open(request, sink);
        }

        @Override
        public Optional<Container> container(Target target) {
            return Optional.ofNullable(nodes.get(target.node())).flatMap(node -> node.container(target));
        }

        @Override
        public Optional<Sandbox> sandbox(Target target) {
            return Optional.ofNullable(nodes.get(target.node())).flatMap(node -> node.sandbox(target));
        }
    }

    private LocalCluster(ApiServer api, KubernetesClient client, List<Node> nodes, Deque<AutoCloseable> parts) {
        this.api = api;
        this.client = client;
        this.nodes = List.copyOf(nodes);
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
            // Most of a first start is the loading of classes, and two processors do it in half the time.
            CompletableFuture<Void> warm = CompletableFuture.runAsync(() -> new KubernetesClientBuilder()
                    .withConfig(Config.empty())
                    .build()
                    .close());
            LateNodes late = new LateNodes();
            ApiServer api = ApiServer.start(new ApiServerOptions(options.data(), options.port(), late, late));
            parts.push(api);
            warm.join();
            KubernetesClient client =
                    new KubernetesClientBuilder().withConfig(administrator(api)).build();
            parts.push(client);
            if (withControllers) {
                parts.push(Controllers.start(client, api.ca(), without));
            }
            List<Node> nodes = new ArrayList<>();
            for (int number = 1; withNode && number <= options.nodes(); number++) {
                String suffix = number == 1 ? "" : "-" + number;
                Path data = options.data().resolve("node" + suffix);
                Node node = Node.start(client, NodeOptions.of(NODE + suffix, data, options.project()));
                parts.push(node);
                nodes.add(node);
                late.nodes.put(NODE + suffix, node);
            }
            return new LocalCluster(api, client, nodes, parts);
        } catch (IOException | RuntimeException e) {
            close(parts);
            throw e;
        }
    }

    /** What the kubeconfig says, without the quarter of a second that a JVM takes to read its first one. */
    private static Config administrator(ApiServer api) {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(api.url())
                .withCaCertData(Base64.getEncoder().encodeToString(api.ca().getBytes(StandardCharsets.US_ASCII)))
                .withOauthToken(api.adminToken())
                .withNamespace("default")
                .build();
    }

    public ApiServer api() {
        return api;
    }

    /** A client with all rights; closed with the cluster. */
    public KubernetesClient client() {
        return client;
    }

    /** The first is called {@code local}. Closing one is what a power cut is to a machine. */
    public List<Node> nodes() {
        return nodes;
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
