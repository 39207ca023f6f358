package io.cpubound.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Whatever the schema takes, the operator can read: one resource that it cannot would fail its list of all resources, and no app would be
 * reconciled any more. Each field by itself, with the extremes of what its schema says.
 */
class ReadableTest {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Path FILE =
            Path.of(System.getProperty("project.root"), "crds", "cpuboundapps.cpubound.io.yaml");

    private final KubernetesSerialization serialization = new KubernetesSerialization();
    private final List<String> unreadable = new ArrayList<>();
    private int values;

    @Test
    void whatTheSchemaTakesCanBeRead() throws IOException {
        JsonNode crd = serialization.unmarshal(Files.readString(FILE), JsonNode.class);
        JsonNode spec = crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec");

        visit(spec, "spec", value -> value);

        assertThat(unreadable).isEmpty();
        assertThat(values).as("values tried").isGreaterThan(1500);
    }

    private void visit(JsonNode schema, String path, UnaryOperator<JsonNode> around) {
        schema.path("properties")
                .properties()
                .forEach(property -> visit(
                        property.getValue(),
                        path + "." + property.getKey(),
                        value -> around.apply(JSON.objectNode().set(property.getKey(), value))));
        if (schema.path("items").isObject()) {
            visit(
                    schema.path("items"),
                    path + "[]",
                    value -> around.apply(JSON.arrayNode().add(value)));
        }
        if (schema.path("additionalProperties").isObject()) {
            visit(
                    schema.path("additionalProperties"),
                    path + "{}",
                    value -> around.apply(JSON.objectNode().set("key", value)));
        }
        extremes(schema).forEach(value -> read(around.apply(value), path + " = " + value));
    }

    private static Stream<JsonNode> extremes(JsonNode schema) {
        if (schema.path("enum").isArray()) {
            return Stream.of(schema.path("enum"))
                    .flatMap(values -> Stream.of(values.get(0), values.get(values.size() - 1)));
        }
        if (schema.path("x-kubernetes-int-or-string").asBoolean()) {
            return Stream.concat(numbers(schema), strings(schema));
        }
        return switch (schema.path("type").asText()) {
            case "integer" -> numbers(schema);
            case "string" -> strings(schema);
            case "boolean" -> Stream.of(JSON.booleanNode(true), JSON.booleanNode(false));
            case "object" -> Stream.of(JSON.objectNode());
            case "array" -> Stream.of(JSON.arrayNode());
            default -> Stream.empty();
        };
    }

    /** Where the schema has no bound, some that no Java type has room for. */
    private static Stream<JsonNode> numbers(JsonNode schema) {
        return Stream.of(
                number(schema.path("minimum"), "-100000000000000000000"),
                number(schema.path("maximum"), "100000000000000000000"));
    }

    private static JsonNode number(JsonNode bound, String unbound) {
        return JSON.numberNode(
                bound.isMissingNode()
                        ? new java.math.BigInteger(unbound)
                        : bound.decimalValue().toBigInteger());
    }

    private static Stream<JsonNode> strings(JsonNode schema) {
        Pattern pattern = Pattern.compile(schema.path("pattern").asText(""));
        return Stream.of("", "x", "1", "1Ei", "-1.5e3", "2026-01-01T12:00:00Z", "Rollback")
                .filter(text -> pattern.matcher(text).find()
                        && text.length() >= schema.path("minLength").asInt(0))
                .map(JSON::textNode);
    }

    private void read(JsonNode spec, String what) {
        ObjectNode app = JSON.objectNode().put("apiVersion", "cpubound.io/v1").put("kind", "CpuBoundApp");
        app.set("spec", spec);
        values++;
        try {
            serialization.unmarshal(app.toString(), CpuBoundApp.class);
        } catch (RuntimeException e) {
            unreadable.add(what + ": "
                    + String.valueOf(e.getCause()).lines().findFirst().orElse(""));
        }
    }
}
