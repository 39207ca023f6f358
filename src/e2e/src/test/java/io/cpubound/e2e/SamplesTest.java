package io.cpubound.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.e2e.cluster.AppView;
import io.cpubound.e2e.cluster.Manifests;
import io.cpubound.e2e.cluster.Sample;
import io.cpubound.e2e.load.ExpectedHashes;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each file of samples/ does what its comment says; the broken ones are rolled back in {@link RollbackTest}. */
@Tag("e2e")
class SamplesTest {

    @Test
    void everySampleIsAppliedByATest() {
        assertThat(Manifests.yamlFiles(ClusterUnderTest.PROJECT_ROOT.resolve("samples")))
                .extracting(file -> file.getFileName().toString())
                .containsExactlyInAnyOrder(
                        "cpu-bound-app.yaml",
                        "minimal.yaml",
                        "full.yaml",
                        "broken-crash.yaml",
                        "broken-missing-image.yaml",
                        "broken-never-ready.yaml",
                        "broken-wrong-answer.yaml");
    }

    @Test
    void theFullOneServesOnAnyDayOfTheWeek() {
        Sample sample = AppUnderTest.sample("full.yaml").setIn("rollout", "freeze", List.of());
        try (AppUnderTest under = AppUnderTest.ready("e2e-full", sample)) {
            AppView view = under.app().view();

            assertThat(view.upstream()).hasSize(3);
            assertThat(view.proxiesSynced()).isEqualTo(2);
        }
    }

    @Test
    void theVerificationOfTheSamplesExpectsTheRightHash() {
        String hash = ExpectedHashes.hash("123", AppUnderTest.goodSample().hashIterations());

        assertThat(List.of("cpu-bound-app.yaml", "full.yaml", "broken-wrong-answer.yaml"))
                .allSatisfy(file -> assertThat(
                                ClusterUnderTest.PROJECT_ROOT.resolve("samples").resolve(file))
                        .content()
                        .contains("expectedBody: ^" + hash + "$"));
    }

    @Test
    void theMinimalOneServes() {
        try (AppUnderTest under = AppUnderTest.ready("e2e-minimal", AppUnderTest.sample("minimal.yaml"))) {
            AppView view = under.app().view();

            assertThat(view.replicas()).as("the default of replicas").isEqualTo(3);
            assertThat(view.upstream()).hasSize(3);
            assertThat(view.proxiesSynced()).isEqualTo(2);
        }
    }
}
