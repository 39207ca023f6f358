package io.cpubound.localcluster.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.Recordings;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Schemas of CRDs with what a real API server 1.36 said of their rules. Most have a list around the rule that is so long that the cost
 * comes out just above the limit, where messages give it with six digits.
 */
class RecordedCostsTest {

    static Stream<Arguments> schemas() {
        return Recordings.lines(RecordedCostsTest.class, "rule-costs.jsonl").stream()
                .map(answer -> Arguments.of(answer.path("name").asText(), answer));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("schemas")
    void aRuleCostsWhatItDoesOnTheRealServer(String name, JsonNode answer) {
        List<String> errors =
                ResourceSchemas.checkRules((ObjectNode) answer.path("schema"), "spec.validation.openAPIV3Schema", false)
                        .stream()
                        .map(error -> error.reason() + " " + error.field() + " " + error.message())
                        .toList();

        assertThat(errors).containsExactlyInAnyOrderElementsOf(recorded(answer));
    }

    @Test
    void aSchemaThatIsThereAlreadyMayKeepARuleThatCostsTooMuch() {
        String path = "spec.validation.openAPIV3Schema";
        ObjectNode tooMuch = twice(1500);
        ObjectNode farTooMuch = twice(1_000_000);

        assertThat(ResourceSchemas.checkRules(tooMuch, path, false)).hasSize(1);
        assertThat(ResourceSchemas.checkRules(tooMuch, path, true)).isEmpty();
        assertThat(ResourceSchemas.checkRules(farTooMuch, path, true))
                .extracting(FieldError::field)
                .containsExactly(path + ".x-kubernetes-validations[0].rule", path);
    }

    /** Compares each item with each. */
    private static ObjectNode twice(int items) {
        return Recordings.object("{'type':'object','properties':{'l':{'type':'array','maxItems':" + items
                + ",'items':{'type':'integer'}}},'x-kubernetes-validations':"
                + "[{'rule':'self.l.all(a, self.l.all(b, a < b))'}]}");
    }

    private static List<String> recorded(JsonNode answer) {
        return answer.path("causes")
                .valueStream()
                .map(cause -> cause.path("reason").asText() + " "
                        + cause.path("field").asText() + " "
                        + cause.path("message").asText())
                .toList();
    }
}
