package io.cpubound.operator.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.operator.InstalledOperator;
import io.cpubound.operator.resources.CanonicalJson;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

/** Defaults stand in the schema, by which an API server sets them, and in the constructors; they are the same. */
@LocalCluster(without = {"node", "controllers"})
class DefaultsTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    @Test
    void theModelDefaultsAsTheServerDoes(KubernetesClient admin) {
        InstalledOperator.on(admin);
        GenericKubernetesResource asked = YAML.unmarshal(
                "---\n{kind: CpuBoundApp, apiVersion: cpubound.io/v1, metadata: {name: app, namespace: default},"
                        + " spec: {image: app}}",
                GenericKubernetesResource.class);

        JsonNode defaulted =
                CanonicalJson.tree(admin.resource(asked).dryRun().create()).path("spec");

        assertThat(defaulted.size()).as("something is defaulted").isGreaterThan(1);
        assertThat(CanonicalJson.tree(YAML.unmarshal("---\n{image: app}", CpuBoundAppSpec.class)))
                .isEqualTo(defaulted);
    }
}
