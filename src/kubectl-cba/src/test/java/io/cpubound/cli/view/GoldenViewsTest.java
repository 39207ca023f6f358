package io.cpubound.cli.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.cli.api.AppObjects;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Folders of inputs and outputs, in the order of one app's life: {@code golden/<case>/in-objects.yaml}, and what is shown of
 * them. {@code out-changes.txt} is what a watch prints from the folder before to this one. {@code -Dgolden=write} writes the
 * outputs anew.
 */
class GoldenViewsTest {

    private static final Path GOLDEN =
            Path.of(System.getProperty("project.root"), "src", "kubectl-cba", "src", "test", "resources", "golden");
    private static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    static Stream<Path> cases() throws IOException {
        try (Stream<Path> folders = Files.list(GOLDEN)) {
            return folders.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsShownOfAnAppIsWhatItsFolderSays(Path folder) throws IOException {
        for (Map.Entry<String, String> output : outputs(folder).entrySet()) {
            Path file = folder.resolve(output.getKey());
            if ("write".equals(System.getProperty("golden"))) {
                Files.writeString(file, output.getValue());
            }
            assertThat(Files.readString(file))
                    .as("%s: if the change is meant, -Dgolden=write writes it", file)
                    .isEqualTo(output.getValue());
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void noGoldenFileIsUnused(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder(
                            "in-objects.yaml", "out-tree.txt", "out-changes.txt", "out-outcome.txt", "out-history.txt");
        }
    }

    @Test
    void everyStateOfAPodIsShownByACase() throws IOException {
        assertThat(cases().flatMap(folder -> view(folder).pods().stream()).map(PodView::state))
                .contains(PodState.values());
    }

    private static Map<String, String> outputs(Path folder) throws IOException {
        AppView app = view(folder);
        Optional<AppView> before = cases().filter(other -> other.compareTo(folder) < 0)
                .reduce((one, next) -> next)
                .map(GoldenViewsTest::view);
        Outcome outcome = Outcome.of(app);
        Map<String, String> outputs = new LinkedHashMap<>();
        outputs.put("out-tree.txt", text(Tree.lines(app, Paint.PLAIN, NOW)));
        outputs.put("out-changes.txt", text(Changes.lines(before, app)));
        outputs.put("out-outcome.txt", outcome.state() + "\n" + outcome.text() + "\n");
        outputs.put("out-history.txt", text(Listing.history(app, Paint.PLAIN, NOW)));
        return outputs;
    }

    private static AppView view(Path folder) {
        List<GenericKubernetesResource> objects;
        try {
            objects = Stream.of(
                            Files.readString(folder.resolve("in-objects.yaml")).split("(?m)^---\n", -1))
                    .map(document -> YAML.unmarshal(document, GenericKubernetesResource.class))
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return AppView.of(new AppObjects(objects.get(0), of("Pod", objects), of("ControllerRevision", objects)), NOW);
    }

    private static List<GenericKubernetesResource> of(String kind, List<GenericKubernetesResource> objects) {
        return objects.stream().filter(object -> kind.equals(object.getKind())).toList();
    }

    private static String text(List<String> lines) {
        return String.join("\n", lines) + "\n";
    }
}
