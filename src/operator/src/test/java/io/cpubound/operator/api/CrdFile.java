package io.cpubound.operator.api;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDGenerator.CRDOutput;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Makes the text of the CRD from the model. */
final class CrdFile {

    private static final List<String> COLUMNS = List.of("Desired", "Ready", "Updated", "Image", "Status", "Age");

    /** Without a limit the API server reckons with names of megabytes, and a rule over a list of them is too dear for it. */
    private static final long LONGEST_NAME = 253;

    private CrdFile() {}

    static String generate() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        CRDOutput<ByteArrayOutputStream> output = new CRDOutput<>() {
            @Override
            public ByteArrayOutputStream outputFor(String name) {
                return text;
            }

            @Override
            public void close() {}
        };
        new CRDGenerator()
                .customResourceClasses(CpuBoundApp.class)
                .forCRDVersions("v1")
                .withMinQuotes(true)
                .withPostProcessor(new CRDPostProcessor() {
                    @Override
                    public HasMetadata process(HasMetadata crd, String version) {
                        complete((CustomResourceDefinition) crd);
                        return crd;
                    }
                })
                .withOutput(output)
                .generate();
        return text.toString(StandardCharsets.UTF_8)
                .replaceFirst(
                        "# Generated[^\n]*\n",
                        "# Generated from src/operator (package api) by CrdFileTest with -Dcrds=write: do not edit.\n");
    }

    /** What the generator's annotations cannot say. */
    private static void complete(CustomResourceDefinition crd) {
        var version = crd.getSpec().getVersions().get(0);
        version.getAdditionalPrinterColumns()
                .sort(Comparator.comparing(
                        (CustomResourceColumnDefinition column) -> COLUMNS.indexOf(column.getName())));
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        root.setDescription("An HTTP app that burns CPU, behind nginx, rolled without losing a request.");
        root.setRequired(List.of("spec"));
        keyed(root, "name", "spec", "env");
        keyed(root, "name", "spec", "imagePullSecrets");
        keyed(root, "type", "status", "conditions");
        keyed(root, "name", "spec", "podTemplate", "volumes");
        JSONSchemaProps mount = keyed(root, "mountPath", "spec", "podTemplate", "volumeMounts");
        mount.setRequired(List.of("mountPath", "name"));
        mount.getProperties().get("name").setMaxLength(LONGEST_NAME);
        containers(keyed(root, "name", "spec", "podTemplate", "sidecars"));
        containers(keyed(root, "name", "spec", "podTemplate", "initContainers"));
        handlers(root);
        JavaBounds.apply(root.getProperties().get("spec"), CpuBoundAppSpec.class);
        onceEach(root);
    }

    /** A list whose entries have a key: unique, required, and merged by it in a server-side apply. */
    private static JSONSchemaProps keyed(JSONSchemaProps root, String key, String... path) {
        JSONSchemaProps list = root;
        for (String name : path) {
            list = list.getProperties().get(name);
        }
        list.setXKubernetesListType("map");
        list.setXKubernetesListMapKeys(List.of(key));
        JSONSchemaProps entry = list.getItems().getSchema();
        entry.setRequired(List.of(key));
        if (entry.getProperties().get(key).getMaxLength() == null) {
            entry.getProperties().get(key).setMaxLength(LONGEST_NAME);
        }
        return entry;
    }

    private static void containers(JSONSchemaProps container) {
        container.setRequired(List.of("name", "image"));
    }

    /** Of probes and lifecycle hooks: what the API server would refuse with the first pod is refused with the resource. */
    private static void handlers(JSONSchemaProps schema) {
        Map<String, JSONSchemaProps> properties = Objects.requireNonNullElse(schema.getProperties(), Map.of());
        // What a verification asks has a port by default.
        if (properties.containsKey("tcpSocket")) {
            for (String handler : List.of("httpGet", "tcpSocket", "grpc")) {
                Optional.ofNullable(properties.get(handler)).ifPresent(of -> of.setRequired(List.of("port")));
            }
        }
        if (properties.containsKey("periodSeconds")) {
            properties.values().stream()
                    .filter(of -> "integer".equals(of.getType()))
                    .forEach(of -> of.setMinimum(0.0));
        }
        properties.values().forEach(CrdFile::handlers);
        if (schema.getItems() != null) {
            handlers(schema.getItems().getSchema());
        }
    }

    /** The generator writes a rule of a record component twice. */
    private static void onceEach(JSONSchemaProps schema) {
        if (schema.getXKubernetesValidations() != null) {
            schema.setXKubernetesValidations(List.copyOf(new LinkedHashSet<>(schema.getXKubernetesValidations())));
        }
        Map<String, JSONSchemaProps> properties = schema.getProperties();
        if (properties != null) {
            properties.values().forEach(CrdFile::onceEach);
        }
        if (schema.getItems() != null) {
            onceEach(schema.getItems().getSchema());
        }
    }
}
