package io.cpubound.operator.status;

import static io.cpubound.operator.status.StatusScene.NEW_POD;
import static io.cpubound.operator.status.StatusScene.conditions;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.rollout.Awaited;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.Progress.Phase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the status says of an app that is well or on its way. */
class StatusTest {

    private final StatusScene scene = new StatusScene();

    @Test
    void aSettledAppIsReady() {
        CpuBoundAppStatus status = scene.plan(Phase.COMPLETE, 3, null);

        assertThat(conditions(status))
                .containsEntry("Ready", "True Complete: 3 pods of revision " + scene.revision() + " serve")
                .containsEntry("Available", "True EnoughPods: 3 of 3 pods serve")
                .containsEntry("Progressing", "False Complete: revision " + scene.revision() + " is rolled out")
                .containsEntry("ProxiesSynced", "True Synced: all 2 nginx pods run configuration hash-1");
        assertThat(status.summary()).isEqualTo("Ready");
        assertThat(status.observedGeneration()).isEqualTo(4);
        assertThat(status.currentRevision()).isEqualTo(scene.revision());
        assertThat(status.upstream()).containsExactly("10.0.0.1:8080", "10.0.0.2:8080", "[fd00::3]:8080");
        assertThat(status.conditions()).allSatisfy(condition -> {
            assertThat(condition.getObservedGeneration()).isEqualTo(4);
            assertThat(condition.getLastTransitionTime()).isEqualTo("2026-01-01T12:00:00Z");
        });
    }

    @Test
    void noPodWantedIsFine() {
        scene.replicas = 0;
        scene.addresses.clear();

        CpuBoundAppStatus status = scene.plan(Phase.COMPLETE, 0, null);

        assertThat(conditions(status).get("Available")).startsWith("True ScaledToZero");
        assertThat(conditions(status).get("Ready")).startsWith("True");
    }

    @Test
    void aRevisionThatNoPodRanIsNotTheOneToGoBackTo() {
        String proven = scene.plan(Phase.COMPLETE, 3, null).currentRevision();
        scene.previous = scene.plan(Phase.COMPLETE, 3, null);
        scene.replicas = 0;
        scene.image = "next";

        assertThat(scene.revision()).as("what the spec asks for").isNotEqualTo(proven);
        assertThat(scene.plan(Phase.COMPLETE, 0, null).currentRevision()).isEqualTo(proven);
    }

    @Test
    void theFirstRevisionWithoutAPodIsNotProvenEither() {
        scene.replicas = 0;

        assertThat(scene.plan(Phase.COMPLETE, 0, null).currentRevision()).isNull();
    }

    @Test
    void aRolloutSaysWhatItWaitsFor() {
        CpuBoundAppStatus status = scene.plan(Phase.ROLLING_OUT, 2, new Awaited.Ready(NEW_POD, Optional.empty()));

        assertThat(conditions(status))
                .containsEntry("Ready", "False RollingOut: waiting for app-new-1 to become ready (2 of 3 rolled)")
                .containsEntry("Progressing", "True RollingOut: waiting for app-new-1 to become ready (2 of 3 rolled)");
        assertThat(status.summary()).isEqualTo("Rolling 2/3");
        assertThat(status.currentRevision()).as("nothing is rolled out yet").isNull();
    }

    @Test
    void theRestSaysItInWordsToo() {
        assertThat(List.of(
                        message(new Awaited.MinReady(NEW_POD, Duration.ofSeconds(1))),
                        message(new Awaited.Listed(NEW_POD)),
                        message(new Awaited.Gone(NEW_POD)),
                        message(new Awaited.Created(1, "new")),
                        message(new Awaited.Verified(NEW_POD)),
                        message(new Awaited.WarmedUp(NEW_POD, 40)),
                        message(new Awaited.Resume())))
                .containsExactly(
                        "waiting for app-new-1 to have been ready for 0 s (1 of 3 rolled)",
                        "waiting for nginx to list app-new-1 (1 of 3 rolled)",
                        "waiting for app-new-1 to end (1 of 3 rolled)",
                        "waiting for app-new-1 to be made (1 of 3 rolled)",
                        "waiting for app-new-1 to answer its verification (1 of 3 rolled)",
                        "waiting for app-new-1 to warm up: it takes 40 % of its share (1 of 3 rolled)",
                        "paused: set spec.rollout.paused to false to go on (1 of 3 rolled)");
    }

    @Test
    void aDrainSaysWhichNginxHoldsIt() {
        scene.proxies.set(0, scene.proxy("nginx-a", "older", 0));
        scene.proxies.set(1, scene.proxy("nginx-b", "hash-1", 2));

        CpuBoundAppStatus status = scene.plan(Phase.ROLLING_OUT, 1, new Awaited.Released(new PodId("app-old-0", "u")));

        assertThat(conditions(status).get("Ready"))
                .isEqualTo("False RollingOut: waiting for nginx to let go of app-old-0 (1 of 3 rolled):"
                        + " nginx-a runs an older configuration, nginx-b still finishes requests");
        assertThat(conditions(status).get("ProxiesSynced"))
                .isEqualTo("False Syncing: 1 of 2 nginx pods run configuration hash-1");
        assertThat(status.proxies()).isEqualTo(new CpuBoundAppStatus.ProxiesStatus(1, 2));
    }

    @Test
    void noProgressForTooLongIsStuckAndNotProgressing() {
        CpuBoundAppStatus status = scene.plan(Phase.DEADLINE_EXCEEDED, 0, new Awaited.Ready(NEW_POD, Optional.empty()));

        assertThat(conditions(status).get("Progressing"))
                .startsWith(
                        "False ProgressDeadlineExceeded: no progress for 600 s; still trying: waiting for app-new-1");
        assertThat(conditions(status).get("Ready")).startsWith("False ProgressDeadlineExceeded");
        assertThat(status.summary()).isEqualTo("Stuck 0/3");
    }

    private String message(Awaited awaited) {
        return conditions(scene.plan(Phase.PAUSED, 1, awaited))
                .get("Progressing")
                .replaceFirst("^False Paused: ", "");
    }
}
