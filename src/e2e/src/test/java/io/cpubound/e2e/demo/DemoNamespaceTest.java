package io.cpubound.e2e.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cpubound.e2e.cluster.App;
import io.cpubound.e2e.cluster.Installation;
import io.cpubound.e2e.cluster.Sample;
import io.cpubound.localcluster.LocalCluster;
import io.cpubound.localcluster.LocalClusterOptions;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user has in a cluster is there after a demo as it was before. */
class DemoNamespaceTest {

    private static final Path ROOT = Path.of(System.getProperty("project.root"));
    private static final Duration LIMIT = Duration.ofSeconds(30);

    @TempDir
    private Path data;

    private LocalCluster cluster;
    private KubernetesClient client;
    private DemoNamespace namespace;

    @BeforeEach
    void start() throws IOException {
        cluster = LocalCluster.start(new LocalClusterOptions(data, 0, ROOT, Set.of("node")));
        client = cluster.client();
        namespace = new DemoNamespace(client, "demo", "cpu-bound-app");
    }

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void oneThatTheDemoMadeIsDeletedAtTheEnd() {
        namespace.check();
        namespace.claim();
        assertThat(exists()).isTrue();

        namespace.release(LIMIT);

        assertThat(exists()).isFalse();
    }

    @Test
    void oneThatAnEarlierDemoLeftIsTakenOver() {
        namespace.claim();
        apply("cpu-bound-app");

        DemoNamespace next = new DemoNamespace(client, "demo", "cpu-bound-app");
        next.check();
        next.claim();
        next.release(LIMIT);

        assertThat(exists()).isFalse();
    }

    @Test
    void anAppOfTheSameNameInAUsersNamespaceIsNotTheDemos() {
        make();
        apply("cpu-bound-app");

        assertThatThrownBy(namespace::check)
                .hasMessageContaining("the namespace demo exists")
                .hasMessageContaining("CpuBoundApp cpu-bound-app")
                .hasMessageContaining("NAMESPACE=");

        namespace.release(LIMIT);
        assertThat(exists()).isTrue();
    }

    @Test
    void whatAUserPutIntoTheDemosNamespaceIsNotDeleted() {
        namespace.claim();
        apply("shop");

        assertThatThrownBy(new DemoNamespace(client, "demo", "cpu-bound-app")::check)
                .hasMessageContaining("CpuBoundApp shop");
    }

    @Test
    void anEmptyOneIsUsedAndStays() {
        make();

        namespace.check();
        namespace.claim();
        namespace.release(LIMIT);

        assertThat(exists()).isTrue();
    }

    private void make() {
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName("demo")
                        .endMetadata()
                        .build())
                .create();
    }

    private void apply(String name) {
        Installation.ofDefinitions(client, ROOT);
        new App(client, "demo", name)
                .apply(Sample.read(ROOT.resolve("samples/cpu-bound-app.yaml")).resource());
    }

    private boolean exists() {
        return client.namespaces().withName("demo").get() != null;
    }
}
