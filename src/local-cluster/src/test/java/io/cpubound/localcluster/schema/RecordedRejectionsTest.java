package io.cpubound.localcluster.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.Recordings;
import io.cpubound.localcluster.apply.PatchException;
import io.cpubound.localcluster.apply.Values;
import io.cpubound.localcluster.schema.ResourceSchema.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Objects, good and bad, with what a real API server 1.36 said to them. */
class RecordedRejectionsTest {

    private static final ObjectNode RULES_SCHEMA = Recordings.schemaOf(RecordedRejectionsTest.class, "rules-crd.yaml");
    private static final ResourceSchema RULES = ResourceSchemas.ofCustomResource(RULES_SCHEMA);

    static Stream<JsonNode> customResources() {
        return Recordings.lines(RecordedRejectionsTest.class, "rules-answers.jsonl").stream();
    }

    static Stream<JsonNode> builtIns() {
        return Recordings.lines(RecordedRejectionsTest.class, "built-in-answers.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("customResources")
    void aCustomResourceIsTakenOrRefusedAsOnTheRealServer(JsonNode answer) {
        ObjectNode sent = (ObjectNode) answer.path("sent");
        ObjectNode object = RULES.withDefaults(RULES.prune(sent).object());
        ObjectNode old = answer.has("old") ? (ObjectNode) answer.path("old") : null;

        List<FieldError> errors = RULES.validate(object, old);

        assertThat(parts(message("apply.test", sent, errors)))
                .isEqualTo(parts(answer.path("message").asText()));
        assertThat(causes(errors)).isEqualTo(recordedCauses(answer));
    }

    @ParameterizedTest
    @MethodSource("builtIns")
    void aBuiltInObjectIsTakenOrRefusedAsOnTheRealServer(JsonNode answer) {
        ObjectNode sent = (ObjectNode) answer.path("sent");
        String apiVersion = sent.path("apiVersion").asText();
        String group = apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
        ResourceSchema schema =
                ResourceSchemas.builtIn(group, "v1", sent.path("kind").asText());

        String message;
        ObjectNode object = sent;
        try {
            object = schema.withDefaults(schema.prune(sent).object());
            message = message(group, sent, schema.validate(object, null));
        } catch (PatchException e) {
            message = e.getMessage();
        }

        assertThat(parts(message)).isEqualTo(parts(answer.path("message").asText()));
        if (answer.has("stored")) {
            JsonNode wanted = bare(answer.path("stored"));
            assertThat(Values.equal(bare(object), wanted))
                    .describedAs("got %s, wanted %s", object, wanted)
                    .isTrue();
        }
    }

    @Test
    void aRuleThatAsksForAFieldThatIsNotThereDoesNotCompile() {
        ObjectNode schema = Recordings.object("{'type':'object','properties':{'spec':{'type':'object',"
                + "'properties':{'a':{'type':'integer'}},'x-kubernetes-validations':[{'rule':'self.b > 1'}]}}}");

        List<FieldError> errors = ResourceSchemas.checkRules(schema, "spec.validation.openAPIV3Schema", false);

        assertThat(errors).singleElement().satisfies(error -> {
            assertThat(error.field())
                    .isEqualTo("spec.validation.openAPIV3Schema.properties[spec].x-kubernetes-validations[0].rule");
            assertThat(error.message()).contains("compilation failed", "undefined field 'b'");
        });
        assertThat(ResourceSchemas.checkRules(RULES_SCHEMA, "", false)).isEmpty();
    }

    @Test
    void unknownFieldsAreDroppedAndNamed() {
        ObjectNode object = Recordings.object("{'metadata':{'name':'c','foo':1},'spec':{'min':1,'foo':{'a':1},"
                + "'list':[{'k':'a','bar':2}]},'other':1}");

        ResourceSchema.Pruned pruned = RULES.prune(object);

        assertThat(pruned.dropped()).containsExactly("metadata.foo", "other", "spec.foo", "spec.list[0].bar");
        assertThat(pruned.object())
                .isEqualTo(Recordings.object("{'metadata':{'name':'c'},'spec':{'min':1,'list':[{'k':'a'}]}}"));
    }

    @Test
    void whatWasWrongBeforeAndIsUnchangedIsNotHeldAgainstAnUpdate() {
        ObjectNode old = Recordings.object("{'metadata':{'name':'c'},'spec':{'enumd':'gone','min':1}}");
        ObjectNode changed = Recordings.object("{'metadata':{'name':'c'},'spec':{'enumd':'gone','min':2}}");

        assertThat(RULES.validate(changed, old)).isEmpty();
        assertThat(RULES.validate(changed, null)).isNotEmpty();
    }

    private static String message(String group, ObjectNode sent, List<FieldError> errors) {
        return errors.isEmpty()
                ? ""
                : FieldError.joined(
                        group,
                        sent.path("kind").asText(),
                        sent.path("metadata").path("name").asText(),
                        errors);
    }

    /** The real server says several errors in any order. */
    private static List<String> parts(String message) {
        return Stream.of(message.replaceFirst("is invalid: \\[(.*)]$", "is invalid: $1")
                        .split(": |, "))
                .sorted()
                .toList();
    }

    private static List<String> causes(List<FieldError> errors) {
        return errors.stream()
                .map(error -> error.reason() + " " + error.field() + " " + error.message())
                .sorted()
                .toList();
    }

    private static List<String> recordedCauses(JsonNode answer) {
        List<String> causes = new ArrayList<>();
        for (JsonNode cause : answer.path("causes")) {
            causes.add(cause.path("reason").asText() + " " + cause.path("field").asText() + " "
                    + cause.path("message").asText());
        }
        causes.sort(null);
        return causes;
    }

    private static ObjectNode bare(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        copy.remove("status");
        copy.withObject("/metadata")
                .remove(List.of("creationTimestamp", "uid", "generation", "managedFields", "namespace"));
        if (copy.path("kind").asText().equals("Service")) {
            copy.withObject("/spec").remove(List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"));
        }
        return copy;
    }
}
