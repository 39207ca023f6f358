package io.cpubound.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.rollout.PodView;
import io.fabric8.kubernetes.api.model.discovery.v1.Endpoint;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointBuilder;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSliceBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class EndpointsTest {

    @Test
    void anAbsentConditionMeansReadyAndAnAbsentServingTheSameAsReady() {
        Endpoints endpoints = Endpoints.of(List.of(slice(
                "s",
                "IPv4",
                endpoint("a", "10.0.0.1", null, null),
                endpoint("b", "10.0.0.2", false, null),
                endpoint("c", "10.0.0.3", false, true),
                new EndpointBuilder()
                        .withAddresses("10.0.0.4")
                        .withNewTargetRef()
                        .withUid("d")
                        .endTargetRef()
                        .build())));

        assertThat(endpoints.of("a").orElseThrow().conditions()).isEqualTo(new PodView.Endpoint(true, true));
        assertThat(endpoints.of("b").orElseThrow().conditions()).isEqualTo(new PodView.Endpoint(false, false));
        assertThat(endpoints.of("c").orElseThrow().conditions()).isEqualTo(new PodView.Endpoint(false, true));
        assertThat(endpoints.of("d").orElseThrow().conditions()).isEqualTo(new PodView.Endpoint(true, true));
    }

    @Test
    void aPodOfBothFamiliesHasItsIpv4Address() {
        Endpoints endpoints = Endpoints.of(List.of(
                slice("a", "IPv6", endpoint("pod", "fd00::1", true, true)),
                slice("z", "IPv4", endpoint("pod", "10.0.0.1", true, true))));

        assertThat(endpoints.of("pod").orElseThrow().address()).isEqualTo("10.0.0.1");
    }

    @Test
    void aPodOfOneFamilyHasThatAddress() {
        Endpoints endpoints = Endpoints.of(List.of(slice("a", "IPv6", endpoint("pod", "fd00::1", true, true))));

        assertThat(endpoints.of("pod").orElseThrow().address()).isEqualTo("fd00::1");
    }

    @Test
    void anEndpointThatMovesBetweenSlicesIsReadyWhenOneOfThemSaysSo() {
        Endpoints endpoints = Endpoints.of(List.of(
                slice("a", "IPv4", endpoint("pod", "10.0.0.1", false, false)),
                slice("b", "IPv4", endpoint("pod", "10.0.0.1", true, true))));

        assertThat(endpoints.of("pod").orElseThrow().conditions()).isEqualTo(new PodView.Endpoint(true, true));
    }

    @Test
    void aRecycledAddressStaysWithItsPod() {
        Endpoints endpoints = Endpoints.of(List.of(slice(
                "a", "IPv4", endpoint("old", "10.0.0.1", false, false), endpoint("new", "10.0.0.1", true, true))));

        assertThat(endpoints.of("old").orElseThrow().conditions().ready()).isFalse();
        assertThat(endpoints.of("new").orElseThrow().conditions().ready()).isTrue();
    }

    @Test
    void slicesWithoutEndpointsAndEndpointsWithoutPodsAreNothing() {
        EndpointSlice empty = slice("a", "IPv4");
        empty.setEndpoints(null);
        Endpoint foreign = new EndpointBuilder().withAddresses("10.0.0.9").build();

        assertThat(Endpoints.of(List.of(empty, slice("b", "IPv4", foreign))).of("pod"))
                .isEmpty();
    }

    private static EndpointSlice slice(String name, String type, Endpoint... endpoints) {
        return new EndpointSliceBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withAddressType(type)
                .withEndpoints(endpoints)
                .build();
    }

    private static Endpoint endpoint(String uid, String address, Boolean ready, Boolean serving) {
        return new EndpointBuilder()
                .withAddresses(address)
                .withNewTargetRef()
                .withKind("Pod")
                .withUid(uid)
                .endTargetRef()
                .withNewConditions()
                .withReady(ready)
                .withServing(serving)
                .endConditions()
                .build();
    }
}
