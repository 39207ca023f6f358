package io.cpubound.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.e2e.cluster.App;
import io.cpubound.e2e.cluster.AppView;
import io.cpubound.e2e.cluster.Sample;
import io.cpubound.e2e.cluster.Waiting;
import io.cpubound.e2e.load.LoadGenerator;
import io.cpubound.e2e.load.LoadReport;
import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The main promise. The backends exit at once on SIGTERM and drop what they have in hand, so that only the drain keeps requests from
 * being lost; and the same load on the same backends does lose some when the drain is left out.
 */
@Tag("e2e")
@Tag("promise")
class RolloutUnderLoadTest {

    /** Long enough that each pod has slow requests in hand: 1 a second, held for 5 s. */
    private static final Duration WARM_UP = Duration.ofSeconds(5);

    @Test
    void aRolloutOfThreeLosesNothingAndNeverHasLessThanThree() throws Exception {
        LoadReport load = rolloutOf(3);

        assertThat(load.answeredByVersion()).containsOnlyKeys("1.0.0", "1.1.0");
    }

    @Test
    void aRolloutOfOneLosesNothing() throws Exception {
        LoadReport load = rolloutOf(1);

        assertThat(load.answeredByVersion()).containsOnlyKeys("1.0.0", "1.1.0");
    }

    /**
     * The control: the measurement can fail. The grace period of 1 s leaves no more than the signal: it cuts off a hook before the stop too, so
     * that one which waits for the drain could not rescue the slow requests (5 s) of a pod that is deleted by hand, as it would within
     * the pod's own 60 s.
     */
    @Test
    void withoutTheDrainTheSameLoadIsLostInPart() throws Exception {
        try (AppUnderTest under = AppUnderTest.ready("e2e-no-drain", abrupt(2));
                LoadGenerator load = under.load()) {
            App app = under.app();
            Waiting.pause(WARM_UP);

            // What a script does that rolls by hand: delete the pods, one by one.
            for (Pod pod : app.pods()) {
                ClusterUnderTest.get().client().resource(pod).withGracePeriod(1).delete();
                app.await(
                        "served by two, without " + pod.getMetadata().getName(),
                        AppUnderTest.LIMIT,
                        view -> {},
                        view -> view.ready()
                                && AppUnderTest.serving(view, AppUnderTest.OLD) == 2
                                && uids(app).stream()
                                        .noneMatch(pod.getMetadata().getUid()::equals));
            }

            assertThat(load.stop().lost())
                    .as("lost requests when pods are deleted without a drain")
                    .isPositive();
        }
    }

    @Test
    void theOperatorIsKilledInMidRolloutAndNothingIsLost() throws Exception {
        try (AppUnderTest under = AppUnderTest.ready("e2e-killed", abrupt(3));
                LoadGenerator load = under.briskLoad()) {
            App app = under.app();
            Waiting.pause(Duration.ofSeconds(2));

            app.image(AppUnderTest.NEW);
            app.await(
                    "in mid-rollout, with a pod draining", AppUnderTest.LIMIT, view -> {}, view -> view.pods().stream()
                            .anyMatch(pod -> pod.state() == AppView.PodState.DRAINING));
            ClusterUnderTest.get().killOperator();
            app.awaitReady(AppUnderTest.LIMIT, view -> {});

            LoadReport report = load.stop();
            assertThat(report.lost()).as("lost: %s", report.losses()).isZero();
            assertThat(AppUnderTest.serving(app.view(), AppUnderTest.NEW)).isEqualTo(3);
        }
    }

    private static LoadReport rolloutOf(int replicas) throws Exception {
        try (AppUnderTest under = AppUnderTest.ready("e2e-rollout-" + replicas, abrupt(replicas));
                LoadGenerator load = under.load()) {
            App app = under.app();
            Waiting.pause(Duration.ofSeconds(2));

            app.image(AppUnderTest.NEW);
            app.awaitReady(AppUnderTest.LIMIT, view -> {
                assertThat(AppUnderTest.able(view))
                        .as("pods able to serve in %s", view)
                        .isGreaterThanOrEqualTo(replicas);
                assertThat(AppUnderTest.alive(view)).as("pods in %s", view).isLessThanOrEqualTo(replicas + 1);
            });
            Waiting.pause(Duration.ofSeconds(1));

            LoadReport report = load.stop();
            assertThat(report.lost()).as("lost: %s", report.losses()).isZero();
            assertThat(report.sent()).isGreaterThan(300);
            assertThat(AppUnderTest.serving(app.view(), AppUnderTest.NEW)).isEqualTo(replicas);
            return report;
        }
    }

    private static Sample abrupt(int replicas) {
        return AppUnderTest.goodSample()
                .set("replicas", replicas)
                .set(
                        "env",
                        List.of(
                                Map.of("name", "HASH_ITERATIONS", "value", "5000"),
                                Map.of("name", "FAULT", "value", "exit-at-sigterm")));
    }

    private static List<String> uids(App app) {
        return app.pods().stream().map(pod -> pod.getMetadata().getUid()).toList();
    }
}
