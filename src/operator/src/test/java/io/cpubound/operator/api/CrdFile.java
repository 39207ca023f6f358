package io.cpubound.operator.api;

import io.fabric8.crdv2.generator.CRDGenerator;
import io.fabric8.crdv2.generator.CRDGenerator.CRDOutput;
import io.fabric8.crdv2.generator.CRDPostProcessor;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

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
                // As everybody reads them; the generator has only doubles for a range.
                .replace("-2.147483648E9", "-2147483648")
                .replace("2.147483647E9", "2147483647")
                .replaceFirst(
                        "# Generated[^\n]*\n",
                        "# Generated from src/operator (package api) by CrdFileTest with -Dcrds=write: do not edit.\n");
    }

    /** The schema of the whole resource, as the text has it. */
    static JSONSchemaProps schema() {
        return new KubernetesSerialization()
                .unmarshal(generate(), CustomResourceDefinition.class)
                .getSpec()
                .getVersions()
                .get(0)
                .getSchema()
                .getOpenAPIV3Schema();
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
        mount.getProperties().get("name").setMaxLength(LONGEST_NAME);
        keyed(root, "name", "spec", "podTemplate", "sidecars");
        keyed(root, "name", "spec", "podTemplate", "initContainers");
        KubernetesTypes.complete(root.getProperties().get("spec"), CpuBoundAppSpec.class);
        KubernetesTypes.complete(root.getProperties().get("status"), CpuBoundAppStatus.class);
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
