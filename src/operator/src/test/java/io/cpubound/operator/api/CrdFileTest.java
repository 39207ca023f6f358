package io.cpubound.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The CRD is generated from the model and committed; {@code -Dcrds=write} writes the file anew. */
class CrdFileTest {

    private static final Path FILE =
            Path.of(System.getProperty("project.root"), "crds", "cpuboundapps.cpubound.io.yaml");

    @Test
    void theCommittedCrdIsTheOneThatTheModelSays() throws IOException {
        String generated = CrdFile.generate();
        if ("write".equals(System.getProperty("crds"))) {
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, generated);
        }

        assertThat(Files.readString(FILE))
                .as("crds/ differs from the model: run `mvn -pl src/operator -am test -Dtest=CrdFileTest"
                        + " -Dsurefire.failIfNoSpecifiedTests=false -Dcrds=write` and commit the result")
                .isEqualTo(generated);
    }

    @Test
    void aFieldOfAKubernetesTypeSaysWhereThatIsDescribed() {
        JSONSchemaProps spec = CrdFile.schema().getProperties().get("spec");
        List<String> descriptions = ofKubernetesTypes(spec).toList();

        assertThat(descriptions).hasSizeGreaterThan(15).allSatisfy(description -> assertThat(description)
                .contains("kubectl explain pod.spec."));
    }

    /** The descriptions of our fields whose own fields have none. */
    private static Stream<String> ofKubernetesTypes(JSONSchemaProps schema) {
        return fields(schema).stream()
                .filter(field -> field.getDescription() != null)
                .flatMap(field -> Stream.concat(
                        fields(field).stream().anyMatch(inner -> inner.getDescription() == null)
                                ? Stream.of(field.getDescription())
                                : Stream.of(),
                        ofKubernetesTypes(field)));
    }

    private static Collection<JSONSchemaProps> fields(JSONSchemaProps schema) {
        JSONSchemaProps entry =
                schema.getItems() == null ? schema : schema.getItems().getSchema();
        return entry.getProperties() == null ? List.of() : entry.getProperties().values();
    }
}
