package io.cpubound.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.cpubound.operator.resources.CanonicalJson;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Defaults stand in the schema and in the constructors; they are the same. */
class DefaultsTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @Test
    void theModelDefaultsAsTheSchemaDoes() {
        CustomResourceDefinition crd = YAML.unmarshal(CrdFile.generate(), CustomResourceDefinition.class);
        JSONSchemaProps spec = crd.getSpec()
                .getVersions()
                .get(0)
                .getSchema()
                .getOpenAPIV3Schema()
                .getProperties()
                .get("spec");
        ObjectNode defaulted = (ObjectNode) YAML.unmarshal("---\n{image: app}", JsonNode.class);
        applyDefaults(defaulted, spec);

        assertThat(CanonicalJson.tree(YAML.unmarshal("---\n{image: app}", CpuBoundAppSpec.class)))
                .isEqualTo(CanonicalJson.tree(defaulted));
    }

    private static void applyDefaults(ObjectNode object, JSONSchemaProps schema) {
        for (Map.Entry<String, JSONSchemaProps> property :
                schema.getProperties().entrySet()) {
            JSONSchemaProps of = property.getValue();
            if (!object.has(property.getKey()) && of.getDefault() != null) {
                object.set(property.getKey(), of.getDefault());
            }
            if (object.get(property.getKey()) instanceof ObjectNode nested) {
                applyDefaults(nested, of);
            }
        }
    }
}
