package io.cpubound.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.operator.api.CpuBoundApp;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Folders of inputs and outputs: {@code golden/<case>/in-app.yaml} and one {@code out-<kind>-<name>.yaml} for each object.
 * {@code -Dgolden=write} writes the outputs anew.
 */
class GoldenObjectsTest {

    private static final Path GOLDEN =
            Path.of(System.getProperty("project.root"), "src", "operator", "src", "test", "resources", "golden");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theObjectsOfAnAppAreThoseInItsFolder(Path folder) throws IOException {
        CpuBoundApp app = YAML.unmarshal(Files.readString(folder.resolve("in-app.yaml")), CpuBoundApp.class);

        for (HasMetadata object : objects(app)) {
            Path file = folder.resolve(fileName(object));
            String text = YAML.asYaml(object);
            if ("write".equals(System.getProperty("golden"))) {
                Files.writeString(file, text);
            }
            assertThat(Files.readString(file))
                    .as("%s: if the change is meant, -Dgolden=write writes it", file)
                    .isEqualTo(text);
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noGoldenFileIsUnused(Path folder) throws IOException {
        CpuBoundApp app = YAML.unmarshal(Files.readString(folder.resolve("in-app.yaml")), CpuBoundApp.class);
        Set<String> known =
                objects(app).stream().map(GoldenObjectsTest::fileName).collect(Collectors.toSet());
        known.add("in-app.yaml");

        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(known);
        }
    }

    @Test
    void thereAreCases() throws IOException {
        assertThat(cases()).isNotEmpty();
    }

    private static List<HasMetadata> objects(CpuBoundApp app) {
        AppIdentity identity = AppIdentity.of(app);
        Revision revision = Revision.of(app.getSpec());
        return List.of(
                AppPod.of(identity, revision, 1, app.getSpec().rollout().verification() != null),
                AppServices.pods(identity, app.getSpec()),
                AppServices.entry(identity, app.getSpec()),
                ProxyDeployment.of(identity, app.getSpec()),
                revision.stored(
                        identity,
                        7,
                        Optional.empty(),
                        Optional.ofNullable(app.getSpec().rollout().verification())));
    }

    private static String fileName(HasMetadata object) {
        return "out-" + object.getKind().toLowerCase(java.util.Locale.ROOT) + "-"
                + object.getMetadata().getName() + ".yaml";
    }
}
