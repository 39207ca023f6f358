package io.cpubound.localcluster.junit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The example of the README, and what else a test can ask for. */
@LocalCluster
class LocalClusterExtensionTest {

    @BeforeAll
    static void ours() {
        assumeFalse("current".equals(System.getProperty("cluster")), "about the local cluster only");
    }

    @Test
    void appliesOnTheServer(KubernetesClient client) {
        var map = new ConfigMapBuilder()
                .withNewMetadata()
                .withNamespace("default")
                .withName("colours")
                .endMetadata()
                .withData(Map.of("sky", "blue"))
                .build();

        client.resource(map).serverSideApply();

        assertThat(client.resource(map).get().getMetadata().getManagedFields()).hasSize(1);
    }

    @Test
    void theKubeconfigIsForPrograms(Path kubeconfig) throws Exception {
        assertThat(Files.readString(kubeconfig)).contains("server: https://127.0.0.1:");
    }

    @Test
    void anybodyHasTheRightsOfHisCertificate(io.cpubound.localcluster.LocalCluster cluster) {
        String kubeconfig = cluster.api().kubeconfig("jane", List.of("devs"));
        try (KubernetesClient jane = new KubernetesClientBuilder()
                .withConfig(Config.fromKubeconfig(kubeconfig))
                .build()) {
            assertThatThrownBy(() -> jane.pods().inNamespace("default").list())
                    .hasMessageContaining("pods is forbidden: User \"jane\" cannot list resource \"pods\"");
        }
    }

    @Test
    void classesThatAskForTheSameShareIt(
            KubernetesClient client, io.cpubound.localcluster.LocalCluster cluster, Path kubeconfig) {
        assertThat(client).isSameAs(cluster.client());
        assertThat(kubeconfig).isEqualTo(cluster.api().kubeconfigFile());
    }
}
