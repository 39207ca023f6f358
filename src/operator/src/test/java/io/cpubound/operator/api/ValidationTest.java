package io.cpubound.operator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code validation/valid-*.yaml} are taken, {@code validation/invalid-*.yaml} are refused with the message of their first
 * line. Who decides is an API server: {@code -Dcluster=current} asks the one of KUBECONFIG, with a dry run.
 */
class ValidationTest {

    private static final String REFUSED_WITH = "# refused with: ";
    private static final Path FILES =
            Path.of(System.getProperty("project.root"), "src", "operator", "src", "test", "resources", "validation");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    static List<Path> valid() throws IOException {
        return files("valid-");
    }

    static List<Path> invalid() throws IOException {
        return files("invalid-");
    }

    @Test
    void everyRuleOfTheSchemaHasAnInvalidFileWithItsMessage() throws IOException {
        CustomResourceDefinition crd = YAML.unmarshal(CrdFile.generate(), CustomResourceDefinition.class);
        List<String> messages = rules(
                        crd.getSpec().getVersions().get(0).getSchema().getOpenAPIV3Schema())
                .toList();
        List<String> expected = invalid().stream().map(ValidationTest::message).toList();

        assertThat(messages).hasSize(7).allSatisfy(message -> assertThat(expected)
                .anySatisfy(line -> assertThat(line).endsWith(message)));
    }

    @ParameterizedTest
    @MethodSource("valid")
    @EnabledIfSystemProperty(named = "cluster", matches = "current")
    void isTaken(Path file) throws IOException {
        assertThatCode(() -> dryRun(file)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("invalid")
    @EnabledIfSystemProperty(named = "cluster", matches = "current")
    void isRefusedWithItsMessage(Path file) throws IOException {
        assertThatThrownBy(() -> dryRun(file)).hasMessageContaining(message(file));
    }

    private static void dryRun(Path file) throws IOException {
        GenericKubernetesResource resource = YAML.unmarshal(Files.readString(file), GenericKubernetesResource.class);
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            client.resource(resource).inNamespace("default").dryRun().create();
        }
    }

    private static List<Path> files(String prefix) throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .sorted()
                    .toList();
        }
    }

    private static String message(Path file) {
        try {
            String first = Files.readAllLines(file).get(0);
            assertThat(first).as("%s", file).startsWith(REFUSED_WITH);
            return first.substring(REFUSED_WITH.length());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Stream<String> rules(JSONSchemaProps schema) {
        Stream<String> own = schema.getXKubernetesValidations().stream().map(rule -> rule.getMessage());
        Stream<String> nested = schema.getProperties() == null
                ? Stream.of()
                : schema.getProperties().values().stream().flatMap(ValidationTest::rules);
        return Stream.concat(own, nested);
    }
}
