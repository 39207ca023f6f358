package io.cpubound.localcluster.controllers;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPort;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointPortBuilder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What a Service's slices say of its pods: one list of endpoints for each set of ports that the pods resolve to. */
final class PodEndpoints {

    private PodEndpoints() {}

    static Map<List<EndpointPort>, List<Endpoint>> of(Service service, List<Pod> pods) {
        Map<List<EndpointPort>, List<Endpoint>> result = new LinkedHashMap<>();
        for (Pod pod : pods) {
            boolean hasAddress = pod.getStatus() != null
                    && pod.getStatus().getPodIP() != null
                    && !pod.getStatus().getPodIP().isEmpty();
            if (hasAddress && !Pods.ended(pod)) {
                result.computeIfAbsent(ports(service, pod), any -> new ArrayList<>())
                        .add(endpoint(service, pod));
            }
        }
        return result;
    }

    private static Endpoint endpoint(Service service, Pod pod) {
        boolean serving = Pods.ready(pod);
        boolean terminating = Pods.terminating(pod);
        boolean always = Boolean.TRUE.equals(service.getSpec().getPublishNotReadyAddresses());
        return new EndpointBuilder()
                .withAddresses(pod.getStatus().getPodIP())
                .withNewConditions()
                .withReady(always || (serving && !terminating))
                .withServing(serving)
                .withTerminating(terminating)
                .endConditions()
                .withNodeName(pod.getSpec().getNodeName())
                .withHostname(
                        service.getMetadata().getName().equals(pod.getSpec().getSubdomain())
                                ? pod.getSpec().getHostname()
                                : null)
                .withNewTargetRef()
                .withKind("Pod")
                .withNamespace(pod.getMetadata().getNamespace())
                .withName(pod.getMetadata().getName())
                .withUid(pod.getMetadata().getUid())
                .endTargetRef()
                .build();
    }

    private static List<EndpointPort> ports(Service service, Pod pod) {
        List<EndpointPort> result = new ArrayList<>();
        for (ServicePort port : service.getSpec().getPorts()) {
            target(port, pod)
                    .ifPresent(number -> result.add(new EndpointPortBuilder()
                            .withName(Objects.requireNonNullElse(port.getName(), ""))
                            .withPort(number)
                            .withProtocol(Objects.requireNonNullElse(port.getProtocol(), "TCP"))
                            .withAppProtocol(port.getAppProtocol())
                            .build()));
        }
        return result;
    }

    private static Optional<Integer> target(ServicePort port, Pod pod) {
        IntOrString target = port.getTargetPort();
        if (target == null) {
            return Optional.of(port.getPort());
        }
        if (target.getIntVal() != null) {
            return Optional.of(target.getIntVal());
        }
        for (Container container : pod.getSpec().getContainers()) {
            for (ContainerPort named : container.getPorts()) {
                if (target.getStrVal().equals(named.getName())) {
                    return Optional.of(named.getContainerPort());
                }
            }
        }
        return Optional.empty();
    }
}
