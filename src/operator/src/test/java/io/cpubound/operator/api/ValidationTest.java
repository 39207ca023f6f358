package io.cpubound.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * {@code validation/valid-*.yaml} are taken, {@code validation/invalid-*.yaml} are refused with the message of their first
 * line. That is asked of an API server, by SchemaTest in src/e2e; here is seen to it that no rule goes without a file.
 */
class ValidationTest {

    private static final String REFUSED_WITH = "# refused with: ";
    private static final Path FILES =
            Path.of(System.getProperty("project.root"), "src", "operator", "src", "test", "resources", "validation");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @Test
    void everyRuleOfTheSchemaHasAnInvalidFileWithItsMessage() throws IOException {
        List<String> messages = rules(CrdFile.schema()).toList();
        List<String> expected = invalid().stream().map(ValidationTest::message).toList();

        assertThat(messages).hasSize(21).allSatisfy(message -> assertThat(expected)
                .anySatisfy(line -> assertThat(line).endsWith(message)));
    }

    @Test
    void everyFieldOfOursWithARangeAPatternOrAChoiceHasAnInvalidFile() throws IOException {
        JSONSchemaProps spec = CrdFile.schema().getProperties().get("spec");
        List<String> messages = invalid().stream()
                .map(ValidationTest::message)
                .map(message -> message.replaceAll("\\[[0-9]+]", "[]"))
                .toList();

        assertThat(limited("spec", spec).toList()).hasSizeGreaterThan(30).allSatisfy(field -> assertThat(messages)
                .anySatisfy(message -> assertThat(message)
                        .matches(Pattern.quote(field) + ": (Invalid value|Unsupported value|Too long|Too many).*")));
    }

    /** Ours have a description, Kubernetes' own have none. */
    private static Stream<String> limited(String path, JSONSchemaProps schema) {
        if (schema.getItems() != null) {
            return limited(path + "[]", schema.getItems().getSchema());
        }
        boolean isLimited = schema.getMinimum() != null
                || schema.getPattern() != null
                || (schema.getEnum() != null && !schema.getEnum().isEmpty());
        Map<String, JSONSchemaProps> properties = schema.getProperties() == null ? Map.of() : schema.getProperties();
        return Stream.concat(
                isLimited ? Stream.of(path) : Stream.of(),
                properties.entrySet().stream()
                        .filter(property -> property.getValue().getDescription() != null)
                        .flatMap(property -> limited(path + "." + property.getKey(), property.getValue())));
    }

    private static List<Path> invalid() throws IOException {
        try (Stream<Path> files = Files.list(FILES)) {
            return files.filter(file -> file.getFileName().toString().startsWith("invalid-"))
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
        Stream<String> items = schema.getItems() == null
                ? Stream.of()
                : rules(schema.getItems().getSchema());
        return Stream.of(own, nested, items).flatMap(all -> all);
    }
}
