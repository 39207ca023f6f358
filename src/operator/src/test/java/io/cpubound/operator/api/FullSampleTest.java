package io.cpubound.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code samples/full.yaml} shows every field, if need be in a comment. */
class FullSampleTest {

    private static final Path SAMPLE = Path.of(System.getProperty("project.root"), "samples", "full.yaml");

    @Test
    void showsEveryFieldThatThisProjectDescribes() throws IOException {
        JSONSchemaProps spec = CrdFile.schema().getProperties().get("spec");
        List<String> fields = fields(spec).toList();
        String sample = Files.readString(SAMPLE);

        assertThat(fields).contains("replicas", "sidecars", "undoTo", "cron", "headers", "loadBalancing");
        assertThat(fields).allSatisfy(field -> assertThat(sample)
                .containsPattern(Pattern.compile("(?m)^ +(# |- )*" + Pattern.quote(field) + ":")));
    }

    /** Ours have a description, Kubernetes' own have none. */
    private static Stream<String> fields(JSONSchemaProps schema) {
        JSONSchemaProps entry =
                schema.getItems() == null ? schema : schema.getItems().getSchema();
        if (entry.getProperties() == null) {
            return Stream.of();
        }
        return entry.getProperties().entrySet().stream()
                .filter(property -> property.getValue().getDescription() != null)
                .flatMap(property -> Stream.concat(Stream.of(property.getKey()), fields(property.getValue())));
    }
}
