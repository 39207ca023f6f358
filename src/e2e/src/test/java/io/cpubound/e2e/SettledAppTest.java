package io.cpubound.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.e2e.cluster.Waiting;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** An app that serves is left in peace, put back when somebody edits what belongs to it, and leaves nothing behind. */
@Tag("e2e")
class SettledAppTest {

    private static final String NAMESPACE = "e2e-settled";
    private static AppUnderTest under;

    @BeforeAll
    static void deploy() {
        under = AppUnderTest.ready(NAMESPACE, 2);
    }

    @AfterAll
    static void remove() {
        under.close();
    }

    @Test
    void aSettledAppCausesNoWrites() {
        awaitSettled();
        Map<String, String> before = resourceVersions();
        Waiting.pause(Duration.ofSeconds(8));

        assertThat(resourceVersions()).isEqualTo(before);
    }

    @Test
    void anEditedConfigMapIsPutBack() {
        var resource = client().configMaps().inNamespace(NAMESPACE).withName("cpu-bound-app-nginx");
        ConfigMap before = resource.get();
        String key = before.getData().keySet().stream().sorted().findFirst().orElseThrow();
        resource.edit(map ->
                new ConfigMapBuilder(map).addToData(key, "# edited by hand\n").build());

        Waiting.until(
                "the ConfigMap put back",
                Duration.ofSeconds(30),
                () -> resource.get().getData(),
                data -> {},
                before.getData()::equals);
        under.app().awaitReady(AppUnderTest.LIMIT, view -> {});
    }

    @Test
    void deletingTheAppRemovesEverything() {
        try (AppUnderTest doomed = AppUnderTest.ready("e2e-doomed", 1)) {
            doomed.app().delete(AppUnderTest.LIMIT);

            Waiting.until(
                    "nothing of the app being left",
                    Duration.ofSeconds(30),
                    () -> owned("e2e-doomed").map(SettledAppTest::name).toList(),
                    left -> {},
                    left -> left.isEmpty());
        }
    }

    /** The last write of a rollout may come a moment after Ready. */
    private static void awaitSettled() {
        under.app().awaitReady(AppUnderTest.LIMIT, view -> {});
        Waiting.until(
                "a moment without writes",
                AppUnderTest.LIMIT,
                () -> {
                    Map<String, String> before = resourceVersions();
                    Waiting.pause(Duration.ofSeconds(2));
                    return resourceVersions().equals(before);
                },
                same -> {},
                same -> same);
    }

    private static Map<String, String> resourceVersions() {
        Map<String, String> versions = new TreeMap<>();
        owned(NAMESPACE).forEach(it -> versions.put(name(it), it.getMetadata().getResourceVersion()));
        HasMetadata app = under.app().resource().get();
        versions.put(name(app), app.getMetadata().getResourceVersion());
        return versions;
    }

    private static Stream<HasMetadata> owned(String namespace) {
        KubernetesClient client = client();
        return Stream.of(
                        client.pods().inNamespace(namespace).list().getItems(),
                        client.services().inNamespace(namespace).list().getItems(),
                        client.apps()
                                .deployments()
                                .inNamespace(namespace)
                                .list()
                                .getItems(),
                        client.apps()
                                .controllerRevisions()
                                .inNamespace(namespace)
                                .list()
                                .getItems(),
                        client.discovery()
                                .v1()
                                .endpointSlices()
                                .inNamespace(namespace)
                                .list()
                                .getItems(),
                        client.configMaps()
                                .inNamespace(namespace)
                                .withLabel("app.kubernetes.io/name", "cpu-bound-app")
                                .list()
                                .getItems())
                .flatMap(items -> items.stream().map(HasMetadata.class::cast));
    }

    private static String name(HasMetadata resource) {
        return resource.getKind() + "/" + resource.getMetadata().getName();
    }

    private static KubernetesClient client() {
        return ClusterUnderTest.get().client();
    }
}
