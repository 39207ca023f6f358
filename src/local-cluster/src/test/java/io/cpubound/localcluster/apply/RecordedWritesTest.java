package io.cpubound.localcluster.apply;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.localcluster.Recordings;
import io.cpubound.localcluster.apply.ServerSideApply.ConflictException;
import io.cpubound.localcluster.apply.ServerSideApply.Manager;
import io.cpubound.localcluster.schema.PatchType;
import io.cpubound.localcluster.schema.ResourceSchema;
import io.cpubound.localcluster.schema.ResourceSchemas;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each write was sent to a real API server 1.36; object and managedFields must come out as there, errors too. */
class RecordedWritesTest {

    /** What the real server sets by itself, which is not part of the write. */
    private static final List<String> SYSTEM =
            List.of("resourceVersion", "generation", "uid", "creationTimestamp", "managedFields");

    static Stream<JsonNode> writes() {
        return Recordings.lines(RecordedWritesTest.class, "recorded.jsonl").stream();
    }

    @ParameterizedTest
    @MethodSource("writes")
    void aWriteEndsAsOnTheRealServer(JsonNode write) {
        ResourceSchema schema = schema(write);
        JsonNode live = write.path("live");

        Outcome outcome = carryOut(schema, write, live.isObject() ? (ObjectNode) live : null);

        if (write.has("message")) {
            assertThat(outcome.code).isEqualTo(write.path("code").asInt());
            assertThat(sortedLines(outcome.message))
                    .isEqualTo(sortedLines(write.path("message").asText()));
        } else {
            assertThat(managers(outcome.object)).isEqualTo(managers(write.path("answer")));
            JsonNode wanted = bare(write.path("answer"));
            JsonNode got = bare(outcome.object);
            assertThat(Values.equal(got, wanted))
                    .describedAs("got %s, wanted %s", got, wanted)
                    .isTrue();
        }
    }

    private record Outcome(ObjectNode object, int code, String message) {}

    private static Outcome carryOut(ResourceSchema schema, JsonNode write, ObjectNode live) {
        String apiVersion = apiVersion(write);
        String manager = write.path("manager").asText();
        Manager who = new Manager(manager, apiVersion, "", Instant.parse("2026-11-24T12:00:00Z"));
        JsonNode sent = write.path("sent");
        ObjectNode none = JsonNodeFactory.instance.objectNode();
        try {
            if (write.path("op").asText().equals("apply")) {
                boolean force = write.path("force").asBoolean();
                ObjectNode applied = ServerSideApply.apply(schema.type(), live, (ObjectNode) sent, who, force);
                return new Outcome(ServerSideApply.keepTimes(live, known(schema, applied)), 200, "");
            }
            ObjectNode after = known(schema, changed(write, live));
            return new Outcome(ServerSideApply.update(schema.type(), live, after, who), 200, "");
        } catch (ConflictException e) {
            return new Outcome(none, 409, e.getMessage());
        } catch (PatchException e) {
            return new Outcome(none, e.code(), e.getMessage());
        }
    }

    private static ObjectNode known(ResourceSchema schema, ObjectNode object) {
        return schema.withDefaults(schema.prune(object).object());
    }

    private static ObjectNode changed(JsonNode write, ObjectNode live) {
        JsonNode sent = write.path("sent");
        return switch (write.path("op").asText()) {
            case "merge" -> MergePatch.apply(live, sent);
            case "strategic" -> StrategicMergePatch.apply(patchType(write), live, sent);
            case "json" -> JsonPatch.apply(live, sent);
            default -> (ObjectNode) sent;
        };
    }

    private static String apiVersion(JsonNode write) {
        JsonNode object = write.path("live").isObject() ? write.path("live") : write.path("sent");
        return object.path("apiVersion").asText();
    }

    private static ResourceSchema schema(JsonNode write) {
        String kind = write.path("kind").asText();
        if (kind.equals("Blob")) {
            return ResourceSchemas.ofCustomResource(Recordings.schemaOf(RecordedWritesTest.class, "blob-crd.yaml"));
        }
        return ResourceSchemas.builtIn(group(write), "v1", kind);
    }

    private static PatchType patchType(JsonNode write) {
        return ResourceSchemas.patchType(group(write), "v1", write.path("kind").asText())
                .orElseThrow();
    }

    private static String group(JsonNode write) {
        String apiVersion = apiVersion(write);
        return apiVersion.contains("/") ? apiVersion.substring(0, apiVersion.indexOf('/')) : "";
    }

    /** The entries without their times, in one order: that of a real second cannot be repeated. */
    private static List<String> managers(JsonNode object) {
        return object.path("metadata")
                .path("managedFields")
                .valueStream()
                .map(entry -> entry.path("operation").asText() + " "
                        + entry.path("manager").asText() + " "
                        + entry.path("apiVersion").asText() + " "
                        + entry.path("subresource").asText() + " "
                        + entry.path("fieldsV1"))
                .sorted()
                .toList();
    }

    private static ObjectNode bare(JsonNode object) {
        ObjectNode copy = object.deepCopy();
        copy.withObject("/metadata").remove(SYSTEM);
        copy.remove("status");
        if (object.path("kind").asText().equals("Service")) {
            copy.withObject("/spec").remove(List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"));
        }
        return copy;
    }

    private static List<String> sortedLines(String text) {
        return text.lines().sorted().toList();
    }
}
