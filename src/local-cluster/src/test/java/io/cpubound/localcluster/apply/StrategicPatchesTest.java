package io.cpubound.localcluster.apply;

import static io.cpubound.localcluster.Recordings.json;
import static io.cpubound.localcluster.Recordings.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.Recordings;
import io.cpubound.localcluster.schema.PatchType;
import io.cpubound.localcluster.schema.ResourceSchemas;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Strategic merge patches that Kubernetes 1.36's own code answered ({@code strategic-patches.jsonl}: random patches of a
 * Deployment whose answer does not hang on the random order of Go's maps), and what such a comparison found.
 */
class StrategicPatchesTest {

    private static final PatchType DEPLOYMENT =
            ResourceSchemas.patchType("apps", "v1", "Deployment").orElseThrow();

    static List<JsonNode> recorded() {
        return Recordings.lines(StrategicPatchesTest.class, "strategic-patches.jsonl");
    }

    @ParameterizedTest
    @MethodSource("recorded")
    void aPatchGivesWhatKubernetesGives(JsonNode recorded) {
        ObjectNode object = (ObjectNode) recorded.path("object");
        if (recorded.has("error")) {
            assertThat(refusal(object, recorded.path("patch")))
                    .isEqualTo(recorded.path("error").asText());
        } else {
            ObjectNode result = StrategicMergePatch.apply(DEPLOYMENT, object, recorded.path("patch"));

            assertThat(stored(result)).isEqualTo(recorded.path("result"));
        }
    }

    private static String refusal(ObjectNode object, JsonNode patch) {
        PatchException refusal =
                catchThrowableOfType(PatchException.class, () -> StrategicMergePatch.apply(DEPLOYMENT, object, patch));
        return String.valueOf(refusal.getMessage());
    }

    /** As a typed object takes it: directives are no fields, and null is nothing. */
    private static JsonNode stored(JsonNode value) {
        if (value instanceof ObjectNode object) {
            ObjectNode result = JsonNodeFactory.instance.objectNode();
            object.properties().forEach(field -> {
                if (!field.getKey().startsWith("$") && !field.getValue().isNull()) {
                    result.set(field.getKey(), stored(field.getValue()));
                }
            });
            return result;
        }
        if (value instanceof ArrayNode list) {
            ArrayNode result = JsonNodeFactory.instance.arrayNode();
            list.forEach(item -> result.add(stored(item)));
            return result;
        }
        return value;
    }

    private static ObjectNode owners(String fields) {
        return object("{'metadata':{" + fields + "}}");
    }

    @Test
    void mergeIsNoDirective() {
        assertThat(refusal(owners("'labels':{'a':'b'}"), owners("'labels':{'$patch':'merge','c':'d'}")))
                .isEqualTo("unknown patch type: merge in map: map[$patch:merge c:d]");
        assertThat(refusal(owners("'ownerReferences':[]"), owners("'ownerReferences':[{'uid':'x','$patch':'merge'}]")))
                .isEqualTo("merging lists cannot yet be specified in the patch");
    }

    @Test
    void anOrderOfNothingIsRefused() {
        assertThat(refusal(owners("'finalizers':[]"), owners("'$setElementOrder/finalizers':['a']")))
                .isEqualTo("no elements in any of the given slices");
    }

    @Test
    void anOrderOfAListThatThePatchRemovesIsRefused() {
        assertThat(refusal(
                        owners("'finalizers':['a']"), owners("'finalizers':null,'$setElementOrder/finalizers':['a']")))
                .isEqualTo("expected a []interface {}, but received a %!s(<nil>)");
    }

    @Test
    void anItemThatReplacesADeletedOneStandsWhereTheServerHadIt() {
        ObjectNode result = StrategicMergePatch.apply(
                DEPLOYMENT,
                owners("'ownerReferences':[{'uid':'z'},{'uid':'x'}]"),
                owners("'ownerReferences':[{'uid':'y'},{'uid':'z','$patch':'delete'}],"
                        + "'$setElementOrder/ownerReferences':[{'uid':'y'},{'uid':'z'}]"));

        assertThat(result.at("/metadata/ownerReferences")).isEqualTo(json("[{'uid':'x'},{'uid':'y'}]"));
    }

    @Test
    void anItemOfAReplacingListNeedsItsKeyToo() {
        assertThat(refusal(
                        owners("'ownerReferences':[{'uid':'z'}]"),
                        owners("'ownerReferences':[{'name':'y'},{'$patch':'replace'}]")))
                .isEqualTo("map: map[name:y] does not contain declared merge key: uid");
    }
}
