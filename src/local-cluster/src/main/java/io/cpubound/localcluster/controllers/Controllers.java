package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** All controllers, running. */
public final class Controllers implements AutoCloseable {

    /** How one starts. */
    private interface Start {
        AutoCloseable start(KubernetesClient client, Watches watches, String caCertificate);
    }

    private static final Map<String, Start> ALL = new LinkedHashMap<>();

    static {
        ALL.put("serviceaccount", ServiceAccountController::new);
        ALL.put("namespace", (client, watches, ca) -> new NamespaceController(client, watches));
        ALL.put("garbage-collector", (client, watches, ca) -> new GarbageCollector(client, watches));
        ALL.put("deployment", (client, watches, ca) -> new DeploymentController(client, watches));
        ALL.put("replicaset", (client, watches, ca) -> new ReplicaSetController(client, watches));
        ALL.put("endpointslice", (client, watches, ca) -> new EndpointSliceController(client, watches));
        ALL.put("disruption", (client, watches, ca) -> new DisruptionController(client, watches));
        ALL.put("node-lifecycle", (client, watches, ca) -> new NodeLifecycleController(client, watches));
        ALL.put("scheduler", (client, watches, ca) -> new Scheduler(client, watches));
        ALL.put("service-proxy", (client, watches, ca) -> new ServiceProxy(client, watches));
    }

    private final Watches watches;
    private final List<AutoCloseable> running;

    private Controllers(Watches watches, List<AutoCloseable> running) {
        this.watches = watches;
        this.running = running;
    }

    /**
     * Starts them and returns when they have seen what is there.
     *
     * @param client with all rights; stays the caller's
     * @param caCertificate of the API server, PEM: pods get it
     * @param without the names of those that shall not run, such as {@code garbage-collector}
     * @throws IllegalArgumentException naming one that does not exist
     */
    public static Controllers start(KubernetesClient client, String caCertificate, Set<String> without) {
        check(without);
        Watches watches = new Watches(client);
        List<AutoCloseable> running = new ArrayList<>();
        ALL.forEach((name, controller) -> {
            if (!without.contains(name)) {
                running.add(controller.start(client, watches, caCertificate));
            }
        });
        watches.start();
        return new Controllers(watches, running);
    }

    /**
     * Whether there are controllers of these names.
     *
     * @throws IllegalArgumentException naming the first that does not exist
     */
    public static void check(Set<String> names) {
        for (String name : names) {
            if (!ALL.containsKey(name)) {
                throw new IllegalArgumentException(
                        "there is no controller \"" + name + "\"; there are " + String.join(", ", ALL.keySet()));
            }
        }
    }

    @Override
    public void close() {
        watches.close();
        List<AutoCloseable> lastFirst = new ArrayList<>(running);
        Collections.reverse(lastFirst);
        for (AutoCloseable controller : lastFirst) {
            try {
                controller.close();
            } catch (Exception e) {
                throw new IllegalStateException("a controller does not stop", e);
            }
        }
    }
}
