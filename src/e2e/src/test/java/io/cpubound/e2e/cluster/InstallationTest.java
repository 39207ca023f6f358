package io.cpubound.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cpubound.localcluster.LocalCluster;
import io.cpubound.localcluster.LocalClusterOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstallationTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root"));

    @Test
    void isThereOnceAppliedAndGoneWithWhatWasMade(@TempDir Path data) throws Exception {
        try (LocalCluster cluster =
                LocalCluster.start(new LocalClusterOptions(data, 0, ROOT, Set.of("node", "controllers")))) {
            KubernetesClient client = cluster.client();
            Installation installation = Installation.of(client, ROOT);
            assertThat(installation.isThere()).isFalse();

            Installation.ofDefinitions(client, ROOT);
            assertThat(installation.isThere()).as("with the CRD alone").isTrue();
            assertThat(installation.hasOperator()).isFalse();

            installation.apply();
            assertThat(installation.hasOperator()).isTrue();

            installation.removeWhatWasMade();
            assertThat(installation.hasOperator()).isFalse();
            assertThat(installation.isThere())
                    .as("the CRD, which was there before")
                    .isTrue();
        }
    }

    @Test
    void anInstallationThatFailsHalfWayTakesBackWhatItMade(@TempDir Path data) throws Exception {
        try (LocalCluster cluster =
                LocalCluster.start(new LocalClusterOptions(data, 0, ROOT, Set.of("node", "controllers")))) {
            KubernetesClient client = cluster.client();
            Installation installation = Installation.of(client, ROOT);

            // What Ctrl-C does.
            Thread.currentThread().interrupt();
            assertThatThrownBy(installation::apply).isInstanceOf(RuntimeException.class);
            assertThat(Thread.interrupted()).isTrue();
            installation.removeWhatWasMade();

            assertThat(installation.isThere()).isFalse();
        }
    }
}
