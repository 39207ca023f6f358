package io.cpubound.operator.observe;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.nginx.ProxyStatus;
import io.cpubound.operator.proxy.ProxyReport;
import io.cpubound.operator.proxy.ProxyWanted;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class HandshakesTest {

    private static final ProxyWanted WANTED = new ProxyWanted("7", "new");

    /** The configuration {@code old} lists a and b, {@code new} lists b and c. */
    private static final Map<String, Set<String>> LISTS = Map.of("old", Set.of("a", "b"), "new", Set.of("b", "c"));

    @Test
    void aPodIsReleasedWhenEveryProxyRunsOnlyAConfigurationWithoutIt() {
        Handshakes all = handshakes(counting("7", "new", 0), counting("7", "new", 0));

        assertThat(all.released("a")).isTrue();
        assertThat(all.released("b")).as("is listed").isFalse();
    }

    @Test
    void aPodIsNotReleasedWhileOneProxyRunsTheOldConfiguration() {
        assertThat(handshakes(counting("7", "new", 0), counting("7", "old", 0)).released("a"))
                .isFalse();
    }

    @Test
    void aPodIsNotReleasedWhileAnOldWorkerFinishesRequests() {
        assertThat(handshakes(counting("7", "new", 0), counting("7", "new", 1)).released("a"))
                .isFalse();
    }

    @Test
    void anAnswerFromBeforeTheConfigurationWasWrittenProvesNothing() {
        assertThat(handshakes(counting("6", "new", 0)).released("a")).isFalse();
    }

    @Test
    void aSilentProxyHoldsTheDrainUntilItIsLeftOutOrGone() {
        assertThat(handshakes(counting("7", "new", 0), proxy(true, false, null, null))
                        .released("a"))
                .isFalse();
        assertThat(handshakes(counting("7", "new", 0), proxy(true, false, "lost", null))
                        .released("a"))
                .isTrue();
        assertThat(handshakes(counting("7", "new", 0), proxy(true, true, null, null))
                        .released("a"))
                .isTrue();
    }

    @Test
    void aProxyWhoseGateIsClosedDoesNotCount() {
        assertThat(handshakes(counting("7", "new", 0), proxy(false, false, null, report("7", "old", 0)))
                        .released("a"))
                .isTrue();
    }

    @Test
    void withoutAConfigurationNothingIsReleased() {
        assertThat(new Handshakes(Optional.empty(), Set.of(), List.of(), LISTS::get).released("a"))
                .isFalse();
    }

    @Test
    void aPodIsListedWhenEveryProxyRunsAConfigurationWithIt() {
        Handshakes travelling = handshakes(counting("7", "new", 0), counting("6", "old", 0));

        assertThat(travelling.listed("b")).as("in both").isTrue();
        assertThat(travelling.listed("c")).as("in the new one only").isFalse();
        assertThat(travelling.listed("a")).as("in the old one only").isFalse();
    }

    @Test
    void withoutAProxyThatCountsNothingIsListed() {
        assertThat(handshakes().listed("b")).isFalse();
        assertThat(handshakes(proxy(false, false, null, report("7", "new", 0))).listed("b"))
                .isFalse();
    }

    private static Handshakes handshakes(ProxyView... proxies) {
        return new Handshakes(
                Optional.of(WANTED),
                LISTS.get(WANTED.hash()),
                List.of(proxies),
                hash -> LISTS.getOrDefault(hash, Set.of()));
    }

    private static ProxyView counting(String epoch, String hash, int oldWorkers) {
        return proxy(true, false, null, report(epoch, hash, oldWorkers));
    }

    private static ProxyReport report(String epoch, String hash, int oldWorkers) {
        return new ProxyReport(epoch, hash, new ProxyStatus(hash, Optional.empty(), oldWorkers));
    }

    private static ProxyView proxy(boolean gateOpen, boolean gone, String leftOut, ProxyReport report) {
        Pod pod = new PodBuilder().withNewMetadata().withName("n").endMetadata().build();
        return new ProxyView(
                pod, gateOpen, gone, true, Optional.ofNullable(leftOut), Optional.ofNullable(report), Optional.empty());
    }
}
