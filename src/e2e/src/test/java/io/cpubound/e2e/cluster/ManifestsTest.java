package io.cpubound.e2e.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ManifestsTest {

    @TempDir
    private Path folder;

    @Test
    void deployHasTheCrdAndEverythingThatTheOperatorNeeds() {
        Path deploy = Path.of(System.getProperty("project.root"), "deploy");

        assertThat(Manifests.kustomization(deploy))
                .extracting(HasMetadata::getKind)
                .contains(
                        "CustomResourceDefinition",
                        "Namespace",
                        "ServiceAccount",
                        "ClusterRole",
                        "ClusterRoleBinding",
                        "Deployment");
    }

    @Test
    void aKustomizationWithMoreThanThisReaderKnowsIsRefused() throws IOException {
        Files.writeString(folder.resolve("kustomization.yaml"), "resources: []\npatches: []\n");

        assertThatThrownBy(() -> Manifests.kustomization(folder)).hasMessageContaining("has patches");
    }

    @Test
    void aCommentBeforeTheFirstSeparatorIsNoDocument() throws IOException {
        Path file = Files.writeString(
                folder.resolve("a.yaml"),
                "# only words\n---\napiVersion: v1\nkind: Namespace\nmetadata: {name: a}\n---\napiVersion: v1\nkind: Secret\n");

        assertThat(Manifests.file(file)).extracting(HasMetadata::getKind).containsExactly("Namespace", "Secret");
    }
}
