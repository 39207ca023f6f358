package io.cpubound.operator.status;

import static io.cpubound.operator.status.StatusScene.NOW;
import static io.cpubound.operator.status.StatusScene.conditions;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.rollout.Awaited;
import io.cpubound.rollout.Progress.Phase;
import org.junit.jupiter.api.Test;

/** What the status says of a rollout that its user holds back. */
class SteeringStatusTest {

    private final StatusScene scene = new StatusScene();

    @Test
    void aPartitionedRolloutIsReadyAndSaysHowFar() {
        CpuBoundAppStatus status = scene.plan(Phase.PARTITIONED, 1, null);

        assertThat(conditions(status).get("Ready"))
                .isEqualTo("True Partitioned: 1 of 3 pods are of revision " + scene.revision()
                        + ": lower spec.rollout.partition to go on");
        assertThat(status.summary()).isEqualTo("Partitioned 1/3");
        assertThat(status.currentRevision()).isNull();
    }

    @Test
    void aFrozenRolloutSaysUntilWhenAndWhatToDoInAnEmergency() {
        scene.frozenUntil = NOW.plusSeconds(3600);

        CpuBoundAppStatus status = scene.plan(Phase.FROZEN, 0, new Awaited.Thaw(scene.frozenUntil));

        assertThat(conditions(status).get("Ready"))
                .isEqualTo(
                        "False Frozen: frozen until 2026-01-01T13:00:00.500Z (spec.rollout.freeze); in an emergency set"
                                + " spec.rollout.freezeOverride to " + scene.revision() + " (0 of 3 rolled)");
        assertThat(status.frozenUntil()).isEqualTo("2026-01-01T13:00:00.500Z");
    }

    @Test
    void aFreezeThatCannotBeUnderstoodIsRefusedAndHoldsTheRollout() {
        scene.freezeProblem = "spec.rollout.freeze[0].cron is \"0 0 * * SUN-TUE\"";

        CpuBoundAppStatus status = scene.plan(Phase.PAUSED, 0, new Awaited.Resume());

        assertThat(conditions(status).get("Ready"))
                .isEqualTo("False Refused: rolling was refused: " + scene.freezeProblem);
        assertThat(scene.observation().desired().settings().paused()).isTrue();
    }
}
