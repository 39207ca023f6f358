package io.cpubound.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.e2e.cluster.App;
import io.cpubound.e2e.cluster.AppView;
import io.cpubound.e2e.cluster.AppView.PodState;
import io.cpubound.e2e.load.LoadGenerator;
import io.cpubound.e2e.load.LoadReport;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudgetBuilder;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A PodDisruptionBudget over an app's pods is kept by the operator too. */
@Tag("e2e")
class BudgetTest {

    @Test
    void aBudgetThatCannotBeKeptStopsARolloutBeforeAnyPodLeaves() throws Exception {
        try (AppUnderTest under = AppUnderTest.ready("e2e-budget", 3)) {
            App app = under.app();
            LoadGenerator load = under.briskLoad();
            // One more than there are with the surge: the fourth pod may come, and none of the others may go.
            budget(app, 4);

            app.image(AppUnderTest.NEW);
            AppView refused = app.await("refused", AppUnderTest.LIMIT, BudgetTest::nobodyLeaves, view -> view.reason()
                    .equals("Refused"));
            assertThat(refused.message())
                    .contains("marking pod ")
                    .contains("would violate the pod's disruption budget")
                    .contains("The disruption budget keep needs 4 healthy pods and has 4 currently");
            assertThat(AppUnderTest.serving(refused, AppUnderTest.OLD)).isEqualTo(3);
            assertThat(AppUnderTest.serving(refused, AppUnderTest.NEW)).isEqualTo(1);

            budget(app, 3);
            app.await(
                    "rolled",
                    AppUnderTest.LIMIT,
                    view -> {},
                    view -> view.ready() && AppUnderTest.serving(view, AppUnderTest.NEW) == 3);
            LoadReport report = load.stop();
            assertThat(report.lost()).as("lost: %s", report.losses()).isZero();
        }
    }

    private static void nobodyLeaves(AppView view) {
        assertThat(view.pods())
                .as("pods in %s", view)
                .noneMatch(pod -> pod.state() == PodState.DRAINING || pod.state() == PodState.ENDING);
    }

    private static void budget(App app, int minAvailable) {
        ClusterUnderTest.get()
                .client()
                .resource(new PodDisruptionBudgetBuilder()
                        .withNewMetadata()
                        .withName("keep")
                        .withNamespace(app.namespace())
                        .endMetadata()
                        .withNewSpec()
                        .withMinAvailable(new IntOrString(minAvailable))
                        .withNewSelector()
                        .withMatchLabels(Map.of("cpubound.io/app", app.name(), "app.kubernetes.io/component", "app"))
                        .endSelector()
                        .endSpec()
                        .build())
                .fieldManager("e2e")
                .serverSideApply();
    }
}
