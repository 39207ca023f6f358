package io.cpubound.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.e2e.cluster.AppView;
import io.cpubound.e2e.cluster.Manifests;
import io.cpubound.e2e.cluster.Sample;
import io.cpubound.e2e.load.ExpectedHashes;
import io.cpubound.e2e.load.LoadGenerator;
import io.cpubound.e2e.load.LoadReport;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each file of samples/ does what its comment says. */
@Tag("e2e")
class SamplesTest {

    @Test
    void everySampleIsAppliedByATestHere() {
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

    @Test
    void aMissingImageCostsOnePodAndTheStatusSaysWhy() throws Exception {
        Sample broken = AppUnderTest.sample("broken-missing-image.yaml");

        stopsAtTheFirstPod("e2e-missing-image", broken, "ImagePullBackOff");
    }

    @Test
    void aVersionThatNeverGetsReadyCostsOnePodAndTheStatusSaysWhichIsAwaited() throws Exception {
        Sample broken =
                AppUnderTest.sample("broken-never-ready.yaml").set("rollout", Map.of("progressDeadlineSeconds", 8));

        stopsAtTheFirstPod("e2e-never-ready", broken, "no progress for 8 s");
    }

    /** The good sample, then the broken one over it: the rollout stops, says why, and goes on when it is fixed; nobody notices. */
    private static void stopsAtTheFirstPod(String namespace, Sample broken, String why) throws Exception {
        try (AppUnderTest under = AppUnderTest.ready(namespace, AppUnderTest.goodSample());
                LoadGenerator load = under.load()) {
            under.app().apply(broken.resource());
            AppView stopped = under.app().await("stuck", AppUnderTest.LIMIT, view -> {}, view -> progressing(under)
                    .contains(why));

            assertThat(stopped.ready()).isFalse();
            assertThat(stopped.message())
                    .contains("waiting for " + newPods(stopped, broken.image()).get(0));
            assertThat(stopped.upstream()).as("listed by nginx").hasSize(3);
            assertThat(newPods(stopped, broken.image())).hasSize(1);
            assertThat(stopped.pods()).hasSize(4);

            Sample fixed = AppUnderTest.goodSample().set("image", AppUnderTest.NEW);
            under.app().apply(fixed.resource());
            AppView after = under.app().awaitReady(AppUnderTest.LIMIT, view -> {});

            LoadReport report = load.stop();
            assertThat(AppUnderTest.serving(after, AppUnderTest.NEW)).isEqualTo(3);
            assertThat(report.lost()).as("lost: %s", report.losses()).isZero();
        }
    }

    private static List<String> newPods(AppView view, String image) {
        return view.pods().stream()
                .filter(pod -> pod.image().equals(image) && pod.state() != AppView.PodState.SERVING)
                .map(AppView.PodLine::name)
                .toList();
    }

    /** The messages of all conditions. */
    private static String progressing(AppUnderTest under) {
        Object status = under.app().resource().get().getAdditionalProperties().get("status");
        return String.valueOf(status);
    }
}
