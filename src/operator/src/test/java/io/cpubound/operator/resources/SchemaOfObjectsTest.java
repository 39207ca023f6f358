package io.cpubound.operator.resources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.operator.InstalledOperator;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClassBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An API server takes all golden files as they are, by the strictest reading, and keeps every field of them. */
@LocalCluster(without = {"node", "controllers"})
class SchemaOfObjectsTest {

    private static final Path GOLDEN =
            Path.of(System.getProperty("project.root"), "src", "operator", "src", "test", "resources", "golden");
    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final PriorityClass HIGH = new PriorityClassBuilder()
            .withNewMetadata()
            .withName("high")
            .endMetadata()
            .withValue(1000)
            .build();

    static Stream<String> files() throws IOException {
        try (Stream<Path> files = Files.walk(GOLDEN)) {
            return files
                    .filter(Files::isRegularFile)
                    .map(file -> GOLDEN.relativize(file).toString())
                    .sorted()
                    .toList()
                    .stream();
        }
    }

    @BeforeAll
    static void install(KubernetesClient admin) {
        InstalledOperator.on(admin);
        // A pod may only name one that is there.
        admin.resource(HIGH).serverSideApply();
    }

    @AfterAll
    static void remove(KubernetesClient admin) {
        admin.resource(HIGH).delete();
    }

    @ParameterizedTest
    @MethodSource("files")
    void isTakenAsItIs(String file, KubernetesClient admin) throws IOException {
        HasMetadata asked = YAML.unmarshal(Files.readString(GOLDEN.resolve(file)));
        asked.getMetadata().setUid(null);
        admin.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(asked.getMetadata().getNamespace())
                        .endMetadata()
                        .build())
                .serverSideApply();

        HasMetadata taken = admin.resource(asked)
                .dryRun()
                .fieldValidation(Validation.STRICT)
                .create();

        assertHolds(CanonicalJson.tree(taken), CanonicalJson.tree(asked), file);
    }

    /** The server adds defaults, behind the entries of a list too; it takes nothing away. */
    private static void assertHolds(JsonNode taken, JsonNode asked, String path) {
        if (asked instanceof ObjectNode fields) {
            for (Iterator<Map.Entry<String, JsonNode>> each = fields.fields(); each.hasNext(); ) {
                Map.Entry<String, JsonNode> field = each.next();
                assertHolds(taken.path(field.getKey()), field.getValue(), path + "." + field.getKey());
            }
        } else if (asked instanceof ArrayNode entries) {
            assertThat(taken.size()).as(path).isGreaterThanOrEqualTo(entries.size());
            for (int i = 0; i < entries.size(); i++) {
                assertHolds(taken.path(i), entries.get(i), path + "[" + i + "]");
            }
        } else {
            assertThat(taken).as(path).isEqualTo(asked);
        }
    }
}
