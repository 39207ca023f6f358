package io.cpubound.operator.observe;

import io.cpubound.rollout.PodView;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointConditions;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the EndpointSlices say, by pod UID: addresses are used again, UIDs are not. A Service has several slices (by
 * address family and by size), and an endpoint that moves is in two of them for a while.
 */
final class Endpoints {

    /** One pod's endpoint: its address (IPv4 where there is one) and its conditions. */
    record Known(String address, PodView.Endpoint conditions) {}

    private final Map<String, Known> byUid = new HashMap<>();

    private Endpoints() {}

    static Endpoints of(Collection<EndpointSlice> slices) {
        Endpoints endpoints = new Endpoints();
        List<EndpointSlice> sorted = slices.stream()
                .filter(slice -> !"FQDN".equals(slice.getAddressType()))
                .sorted(Comparator.comparing(EndpointSlice::getAddressType)
                        .thenComparing(slice -> slice.getMetadata().getName()))
                .toList();
        for (EndpointSlice slice : sorted) {
            // A slice of a Service without pods has null there, and not an empty list.
            if (slice.getEndpoints() != null) {
                slice.getEndpoints().forEach(endpoints::add);
            }
        }
        return endpoints;
    }

    Optional<Known> of(String uid) {
        return Optional.ofNullable(byUid.get(uid));
    }

    private void add(Endpoint endpoint) {
        if (endpoint.getTargetRef() == null
                || endpoint.getTargetRef().getUid() == null
                || endpoint.getAddresses().isEmpty()) {
            return;
        }
        Known known = new Known(endpoint.getAddresses().get(0), conditions(endpoint.getConditions()));
        byUid.merge(
                endpoint.getTargetRef().getUid(),
                known,
                (first, second) -> new Known(
                        first.address(),
                        new PodView.Endpoint(
                                first.conditions().ready()
                                        || second.conditions().ready(),
                                first.conditions().serving()
                                        || second.conditions().serving())));
    }

    /** By the API's definition an absent ready means true, and an absent serving means the same as ready. */
    private static PodView.Endpoint conditions(EndpointConditions conditions) {
        if (conditions == null) {
            return new PodView.Endpoint(true, true);
        }
        boolean ready = !Boolean.FALSE.equals(conditions.getReady());
        Boolean serving = conditions.getServing();
        return new PodView.Endpoint(ready, serving == null ? ready : serving);
    }
}
