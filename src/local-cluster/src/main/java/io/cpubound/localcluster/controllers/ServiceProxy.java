package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetServer;
import io.vertx.core.net.NetServerOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What kube-proxy is: a Service answers on its own address. Each new connection goes to a ready endpoint (with none, to one
 * that serves while it terminates) and stays with it until either side closes it, whatever becomes of the endpoints.
 */
final class ServiceProxy implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(ServiceProxy.class.getName());
    private static final int CONNECT_MILLIS = 2_000;
    private static final int BACKLOG = 1024;

    private final KubernetesClient client;
    private final Vertx vertx =
            Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1));
    private final NetClient out = vertx.createNetClient(new NetClientOptions().setConnectTimeout(CONNECT_MILLIS));
    private final Map<WorkQueue.Key, Map<SocketAddress, NetServer>> listening = new HashMap<>();
    private final Map<SocketAddress, List<SocketAddress>> targets = new ConcurrentHashMap<>();
    private final WorkQueue queue = new WorkQueue("service-proxy", this::look);

    ServiceProxy(KubernetesClient client, Watches watches) {
        this.client = client;
        watches.onChange(
                Service.class,
                service -> queue.add(
                        service.getMetadata().getNamespace(),
                        service.getMetadata().getName()));
        watches.onChange(EndpointSlice.class, slice -> Optional.ofNullable(
                        slice.getMetadata().getLabels().get("kubernetes.io/service-name"))
                .ifPresent(name -> queue.add(slice.getMetadata().getNamespace(), name)));
    }

    private Optional<Duration> look(WorkQueue.Key key) {
        Service service = client.services()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
        Map<SocketAddress, List<SocketAddress>> wanted = new HashMap<>();
        if (service != null) {
            List<EndpointSlice> slices = client.discovery()
                    .v1()
                    .endpointSlices()
                    .inNamespace(key.namespace())
                    .withLabel("kubernetes.io/service-name", key.name())
                    .list()
                    .getItems();
            for (ServicePort port : service.getSpec().getPorts()) {
                List<SocketAddress> endpoints = endpoints(port, slices);
                entries(service, port).forEach(entry -> wanted.put(entry, endpoints));
            }
        }
        Map<SocketAddress, NetServer> servers = listening.computeIfAbsent(key, any -> new HashMap<>());
        for (SocketAddress entry : Set.copyOf(servers.keySet())) {
            if (!wanted.containsKey(entry)) {
                targets.remove(entry);
                Objects.requireNonNull(servers.remove(entry)).close();
            }
        }
        boolean failed = false;
        for (Map.Entry<SocketAddress, List<SocketAddress>> entry : wanted.entrySet()) {
            targets.put(entry.getKey(), entry.getValue());
            failed |= !servers.containsKey(entry.getKey()) && !listen(entry.getKey(), servers);
        }
        return failed ? Optional.of(Duration.ofSeconds(1)) : Optional.empty();
    }

    private static Set<SocketAddress> entries(Service service, ServicePort port) {
        Set<SocketAddress> entries = new HashSet<>();
        String address = service.getSpec().getClusterIP();
        if (address != null && !address.equals("None") && !address.isEmpty()) {
            entries.add(SocketAddress.inetSocketAddress(port.getPort(), address));
        }
        if (port.getNodePort() != null && port.getNodePort() > 0) {
            entries.add(SocketAddress.inetSocketAddress(port.getNodePort(), "127.0.0.1"));
        }
        return entries;
    }

    private static List<SocketAddress> endpoints(ServicePort port, List<EndpointSlice> slices) {
        List<SocketAddress> ready = new ArrayList<>();
        List<SocketAddress> servingOnly = new ArrayList<>();
        for (EndpointSlice slice : slices) {
            for (EndpointPort target : Objects.requireNonNullElse(slice.getPorts(), List.<EndpointPort>of())) {
                boolean same = Objects.requireNonNullElse(target.getName(), "")
                        .equals(Objects.requireNonNullElse(port.getName(), ""));
                if (!same || target.getPort() == null) {
                    continue;
                }
                for (Endpoint endpoint : Objects.requireNonNullElse(slice.getEndpoints(), List.<Endpoint>of())) {
                    SocketAddress address = SocketAddress.inetSocketAddress(
                            target.getPort(), endpoint.getAddresses().get(0));
                    EndpointConditions conditions =
                            Objects.requireNonNullElseGet(endpoint.getConditions(), EndpointConditions::new);
                    if (!Boolean.FALSE.equals(conditions.getReady())) {
                        ready.add(address);
                    } else if (Boolean.TRUE.equals(conditions.getServing())) {
                        servingOnly.add(address);
                    }
                }
            }
        }
        return ready.isEmpty() ? servingOnly : ready;
    }

    private boolean listen(SocketAddress entry, Map<SocketAddress, NetServer> servers) {
        NetServer server = vertx.createNetServer(new NetServerOptions().setAcceptBacklog(BACKLOG));
        server.connectHandler(socket -> forward(entry, socket));
        try {
            server.listen(entry).toCompletionStage().toCompletableFuture().get(5, TimeUnit.SECONDS);
            servers.put(entry, server);
            return true;
        } catch (java.util.concurrent.ExecutionException | java.util.concurrent.TimeoutException e) {
            LOG.log(Level.WARNING, () -> "cannot listen on " + entry + ": " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        server.close();
        return false;
    }

    private void forward(SocketAddress entry, NetSocket from) {
        List<SocketAddress> endpoints = targets.getOrDefault(entry, List.of());
        if (endpoints.isEmpty()) {
            from.close();
            return;
        }
        // Nothing is read before there is somebody to give it to.
        from.pause();
        SocketAddress endpoint = endpoints.get(ThreadLocalRandom.current().nextInt(endpoints.size()));
        out.connect(endpoint).onFailure(e -> from.close()).onSuccess(to -> {
            from.pipeTo(to).onFailure(e -> to.close());
            to.pipeTo(from).onFailure(e -> from.close());
        });
    }

    @Override
    public void close() {
        queue.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
