package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Tells for each Service with a selector where its pods answer. One slice takes all of them: this is for one machine. */
final class EndpointSliceController implements AutoCloseable {

    private static final String SERVICE = "kubernetes.io/service-name";
    private static final String MANAGED_BY = "endpointslice.kubernetes.io/managed-by";
    private static final String MANAGER = "endpointslice-controller.k8s.io";
    private static final String TRIGGERED = "endpoints.kubernetes.io/last-change-trigger-time";

    private final KubernetesClient client;
    private final WorkQueue queue = new WorkQueue("endpointslice-controller", this::look);

    EndpointSliceController(KubernetesClient client, Watches watches) {
        this.client = client;
        watches.onChange(
                Service.class,
                service -> queue.add(
                        service.getMetadata().getNamespace(),
                        service.getMetadata().getName()));
        watches.onChange(EndpointSlice.class, slice -> Optional.ofNullable(
                        slice.getMetadata().getLabels().get(SERVICE))
                .ifPresent(service -> queue.add(slice.getMetadata().getNamespace(), service)));
        watches.onChange(Pod.class, this::servicesOf);
    }

    private void servicesOf(Pod pod) {
        client.services().inNamespace(pod.getMetadata().getNamespace()).list().getItems().stream()
                .filter(service -> selects(service, pod))
                .forEach(service -> queue.add(
                        service.getMetadata().getNamespace(),
                        service.getMetadata().getName()));
    }

    private static boolean selects(Service service, Pod pod) {
        Map<String, String> selector = service.getSpec().getSelector();
        Map<String, String> labels = pod.getMetadata().getLabels();
        return selector != null
                && !selector.isEmpty()
                && labels != null
                && labels.entrySet().containsAll(selector.entrySet());
    }

    private Optional<Duration> look(WorkQueue.Key key) {
        Service service = client.services()
                .inNamespace(key.namespace())
                .withName(key.name())
                .get();
        if (service == null
                || service.getMetadata().getDeletionTimestamp() != null
                || service.getSpec().getSelector() == null
                || service.getSpec().getSelector().isEmpty()) {
            return Optional.empty();
        }
        List<Pod> pods = client.pods()
                .inNamespace(key.namespace())
                .withLabels(service.getSpec().getSelector())
                .list()
                .getItems();
        Map<List<EndpointPort>, List<Endpoint>> wanted = new LinkedHashMap<>(PodEndpoints.of(service, pods));
        if (wanted.isEmpty()) {
            wanted.put(List.of(), List.of());
        }
        List<EndpointSlice> found = new ArrayList<>(client.discovery()
                .v1()
                .endpointSlices()
                .inNamespace(key.namespace())
                .withLabels(Map.of(SERVICE, key.name(), MANAGED_BY, MANAGER))
                .list()
                .getItems());
        wanted.forEach((ports, endpoints) -> write(service, take(found, ports), ports, endpoints));
        found.forEach(slice -> client.resource(slice).delete());
        return Optional.empty();
    }

    /** The slice with these ports; or else any, since a slice's ports may change. */
    private static Optional<EndpointSlice> take(List<EndpointSlice> found, List<EndpointPort> ports) {
        Optional<EndpointSlice> slice = found.stream()
                .filter(it -> ports.equals(it.getPorts()))
                .findFirst()
                .or(() -> found.stream().findFirst());
        slice.ifPresent(found::remove);
        return slice;
    }

    private void write(
            Service service, Optional<EndpointSlice> before, List<EndpointPort> ports, List<Endpoint> endpoints) {
        EndpointSlice base = before.orElseGet(() -> new EndpointSliceBuilder()
                .withNewMetadata()
                .withNamespace(service.getMetadata().getNamespace())
                .withGenerateName(service.getMetadata().getName() + "-")
                .endMetadata()
                .build());
        EndpointSlice slice = new EndpointSliceBuilder(base)
                .editMetadata()
                .withLabels(labels(service))
                .withOwnerReferences(new OwnerReferenceBuilder()
                        .withApiVersion("v1")
                        .withKind("Service")
                        .withName(service.getMetadata().getName())
                        .withUid(service.getMetadata().getUid())
                        .withController(true)
                        .withBlockOwnerDeletion(true)
                        .build())
                .endMetadata()
                .withAddressType("IPv4")
                .withPorts(ports)
                .withEndpoints(endpoints)
                .build();
        if (before.isPresent() && same(slice, before.get())) {
            return;
        }
        slice.getMetadata()
                .getAnnotations()
                .put(TRIGGERED, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        if (before.isPresent()) {
            client.resource(slice).update();
        } else {
            client.resource(slice).create();
        }
    }

    private static boolean same(EndpointSlice one, EndpointSlice other) {
        return one.getEndpoints().equals(other.getEndpoints())
                && one.getPorts().equals(other.getPorts())
                && one.getMetadata().getLabels().equals(other.getMetadata().getLabels());
    }

    private static Map<String, String> labels(Service service) {
        Map<String, String> labels = new LinkedHashMap<>();
        if (service.getMetadata().getLabels() != null) {
            labels.putAll(service.getMetadata().getLabels());
        }
        labels.put(SERVICE, service.getMetadata().getName());
        labels.put(MANAGED_BY, MANAGER);
        if ("None".equals(service.getSpec().getClusterIP())) {
            labels.put("service.kubernetes.io/headless", "");
        }
        return labels;
    }

    @Override
    public void close() {
        queue.close();
    }
}
