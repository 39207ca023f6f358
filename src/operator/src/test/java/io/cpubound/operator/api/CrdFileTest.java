package io.cpubound.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
}
