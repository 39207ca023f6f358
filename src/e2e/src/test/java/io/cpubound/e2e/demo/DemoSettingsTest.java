package io.cpubound.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class DemoSettingsTest {

    @Test
    void anEmptyEnvironmentIsThreeReplicasAndAHundredRequestsPerSecondOnTheLocalCluster() {
        DemoSettings settings = DemoSettings.of(Map.of());

        assertThat(settings.currentCluster()).isFalse();
        assertThat(settings.replicas()).isEqualTo(3);
        assertThat(settings.rate()).isEqualTo(100);
        assertThat(settings.scales()).containsExactly(5, 2);
    }

    @Test
    void oneReplicaScalesOutAndBackToOne() {
        assertThat(DemoSettings.of(Map.of("REPLICAS", "1")).scales()).containsExactly(3, 1);
    }

    @Test
    void nonsenseIsRefusedNamingTheVariableAndItsValue() {
        assertThatThrownBy(() -> DemoSettings.of(Map.of("REPLICAS", "three")))
                .hasMessageContaining("REPLICAS is \"three\"");
        assertThatThrownBy(() -> DemoSettings.of(Map.of("RATE", "0"))).hasMessageContaining("RATE is \"0\"");
        assertThatThrownBy(() -> DemoSettings.of(Map.of("CLUSTER", "mine")))
                .hasMessageContaining("CLUSTER is \"mine\"");
    }
}
