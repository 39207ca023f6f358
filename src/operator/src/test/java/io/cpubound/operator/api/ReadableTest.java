package io.cpubound.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * What the schema takes, the operator can read: each field is read with the extremes that the schema allows it. One stored
 * resource that cannot be read stops the operator for all apps, since the list of them is then no list.
 */
class ReadableTest {

    private static final List<String> TEXTS = List.of(
            "",
            " ",
            "x",
            "0",
            "-1",
            "5.",
            ".5",
            "+5",
            "1e99",
            "1E-9",
            "9.5Ei",
            "1e.5",
            "1e3000000000",
            "1e1000",
            "true",
            "9".repeat(100));

    private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

    private final List<String> unreadable = new ArrayList<>();
    private int tried;

    @Test
    void whatTheSchemaTakesTheOperatorCanRead() {
        JSONSchemaProps root = CrdFile.schema();

        visit(root.getProperties().get("spec"), "spec", value -> Map.of("spec", value));
        visit(
                root.getProperties().get("status"),
                "status",
                value -> Map.of("spec", Map.of("image", "app:1"), "status", value));

        assertThat(unreadable).isEmpty();
        assertThat(tried).isGreaterThan(5000);
    }

    /** @param within puts a value for this schema into a whole resource */
    private void visit(JSONSchemaProps schema, String path, UnaryOperator<Object> within) {
        for (Object value : extremes(schema)) {
            read(path, within.apply(value));
        }
        Map<String, JSONSchemaProps> properties = schema.getProperties() == null ? Map.of() : schema.getProperties();
        properties.forEach(
                (name, property) -> visit(property, path + "." + name, value -> within.apply(Map.of(name, value))));
        if (schema.getItems() != null) {
            visit(schema.getItems().getSchema(), path + "[]", value -> within.apply(List.of(value)));
        }
        if (schema.getAdditionalProperties() != null) {
            visit(
                    schema.getAdditionalProperties().getSchema(),
                    path + "{}",
                    value -> within.apply(Map.of("", value, "x", value)));
        }
    }

    private void read(String path, Object resource) {
        tried++;
        String json = SERIALIZATION.asJson(resource);
        try {
            CpuBoundApp app = SERIALIZATION.unmarshal(json, CpuBoundApp.class);
            CpuBoundApp again = SERIALIZATION.unmarshal(SERIALIZATION.asJson(app), CpuBoundApp.class);
            // Quantities are looked at as numbers only when they are compared.
            assertThat(again.getSpec()).isEqualTo(app.getSpec()).hasSameHashCodeAs(app.getSpec());
        } catch (RuntimeException | AssertionError e) {
            unreadable.add(path + ": " + json + ": " + cause(e));
        }
    }

    private static String cause(Throwable e) {
        Throwable cause = e.getCause();
        return cause == null ? e.toString().lines().findFirst().orElse("") : cause(cause);
    }

    private static List<Object> extremes(JSONSchemaProps schema) {
        List<Object> values = new ArrayList<>();
        boolean either = Boolean.TRUE.equals(schema.getXKubernetesIntOrString());
        String type = String.valueOf(schema.getType());
        if (either || type.equals("integer")) {
            values.add(least(schema));
            values.add(most(schema));
        }
        if (either || type.equals("string")) {
            TEXTS.stream().filter(text -> takes(schema, text)).forEach(values::add);
        }
        switch (type) {
            case "boolean" -> values.addAll(List.of(true, false));
            case "array" -> values.add(List.of());
            case "object" -> values.add(new LinkedHashMap<>());
            default ->
                assertThat(either || type.equals("integer") || type.equals("string"))
                        .as("a schema of type %s", type)
                        .isTrue();
        }
        return values;
    }

    private static long least(JSONSchemaProps schema) {
        long ofFormat = "int32".equals(schema.getFormat()) ? Integer.MIN_VALUE : Long.MIN_VALUE;
        return schema.getMinimum() == null ? ofFormat : schema.getMinimum().longValue();
    }

    private static long most(JSONSchemaProps schema) {
        long ofFormat = "int32".equals(schema.getFormat()) ? Integer.MAX_VALUE : Long.MAX_VALUE;
        return schema.getMaximum() == null ? ofFormat : schema.getMaximum().longValue();
    }

    private static boolean takes(JSONSchemaProps schema, String text) {
        return (schema.getEnum() == null
                        || schema.getEnum().isEmpty()
                        || schema.getEnum().stream()
                                .anyMatch(word -> word.asText().equals(text)))
                && (schema.getPattern() == null
                        || Pattern.compile(schema.getPattern()).matcher(text).find())
                && (schema.getMaxLength() == null || text.length() <= schema.getMaxLength())
                && (schema.getMinLength() == null || text.length() >= schema.getMinLength());
    }
}
