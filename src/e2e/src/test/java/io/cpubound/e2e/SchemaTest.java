package io.cpubound.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.cpubound.e2e.cluster.Installation;
import io.cpubound.e2e.cluster.Manifests;
import io.cpubound.localcluster.LocalCluster;
import io.cpubound.localcluster.LocalClusterOptions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The operator's {@code validation/valid-*.yaml} and all samples are taken, its {@code validation/invalid-*.yaml} are refused
 * with the message of their first line ("..." stands for any text). The API server of a local cluster decides, or with
 * {@code -Dcluster=current} that of KUBECONFIG. Nothing is kept: all are dry runs.
 */
class SchemaTest {

    private static final String REFUSED_WITH = "# refused with: ";
    private static final Path ROOT = ClusterUnderTest.PROJECT_ROOT;
    private static final Path FILES = ROOT.resolve("src/operator/src/test/resources/validation");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @TempDir
    private static Path data;

    private static LocalCluster cluster;
    private static KubernetesClient client;

    @BeforeAll
    static void start() throws IOException {
        if ("current".equals(System.getProperty("cluster"))) {
            client = new KubernetesClientBuilder().build();
        } else {
            cluster = LocalCluster.start(new LocalClusterOptions(data, 0, ROOT, Set.of("node", "controllers")));
            client = cluster.client();
        }
        Installation.ofDefinitions(client, ROOT);
    }

    @AfterAll
    static void stop() {
        if (cluster == null) {
            client.close();
        } else {
            cluster.close();
        }
    }

    static List<Path> valid() {
        return files(FILES, "valid-");
    }

    static List<Path> invalid() {
        return files(FILES, "invalid-");
    }

    static List<Path> samples() {
        return files(ROOT.resolve("samples"), "");
    }

    @ParameterizedTest
    @MethodSource({"valid", "samples"})
    void isTaken(Path file) {
        assertThatCode(() -> dryRun(file)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void isRefusedWithItsMessage(Path file) throws IOException {
        String first = Files.readAllLines(file).get(0);
        assertThat(first).as("the first line of %s", file).startsWith(REFUSED_WITH);
        String[] parts = first.substring(REFUSED_WITH.length()).split("\\.\\.\\.", -1);

        assertThat(refusal(file)).containsSubsequence(parts);
    }

    @Test
    void thereIsSomethingToTakeAndToRefuse() {
        assertThat(valid()).isNotEmpty();
        assertThat(invalid()).isNotEmpty();
        assertThat(samples()).isNotEmpty();
    }

    private static String refusal(Path file) throws IOException {
        try {
            dryRun(file);
            return "was taken";
        } catch (KubernetesClientException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void dryRun(Path file) throws IOException {
        GenericKubernetesResource resource = YAML.unmarshal(Files.readString(file), GenericKubernetesResource.class);
        client.resource(resource).inNamespace("default").dryRun().create();
    }

    private static List<Path> files(Path folder, String prefix) {
        return Manifests.yamlFiles(folder).stream()
                .filter(file -> file.getFileName().toString().startsWith(prefix))
                .toList();
    }
}
