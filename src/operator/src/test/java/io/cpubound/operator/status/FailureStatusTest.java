package io.cpubound.operator.status;

import static io.cpubound.operator.status.StatusScene.NEW_POD;
import static io.cpubound.operator.status.StatusScene.NOW;
import static io.cpubound.operator.status.StatusScene.conditions;
import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.rollout.Awaited;
import io.cpubound.rollout.Failure;
import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.Progress.Phase;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What the status says of what went wrong, and what its reader is to do. */
class FailureStatusTest {

    private final StatusScene scene = new StatusScene();

    @Test
    void aPodThatCannotStartIsToldWithWhatToDo() {
        CpuBoundAppStatus status = scene.plan(
                Phase.ROLLING_OUT,
                0,
                new Awaited.Ready(NEW_POD, Optional.of(new PodProblem("ImagePullBackOff", "no such image", NOW, 0))));

        assertThat(conditions(status).get("Ready"))
                .isEqualTo("False PodFailing: waiting for app-new-1 to become ready (0 of 3 rolled): ImagePullBackOff:"
                        + " no such image (check spec.image and spec.imagePullSecrets)");
        assertThat(status.summary()).isEqualTo("ImagePullBackOff 0/3");
    }

    @Test
    void theLogToSeeIsThatOfTheContainerThatFails() {
        String crashed = "name: %s, restartCount: 1, state: {waiting: {reason: CrashLoopBackOff}}";
        scene.podsByUid.put(
                NEW_POD.uid(),
                StatusScene.pod(
                        NEW_POD.name(),
                        "{containerStatuses: [{name: app, ready: true}, {" + String.format(crashed, "sidecar")
                                + "}]}"));
        CpuBoundAppStatus status = scene.plan(
                Phase.ROLLING_OUT,
                0,
                new Awaited.Ready(NEW_POD, Optional.of(new PodProblem("CrashLoopBackOff", "", NOW, 1))));
        assertThat(conditions(status).get("Ready"))
                .endsWith("(see kubectl logs -n team app-new-1 -c sidecar --previous)");

        scene.proxies.set(
                0,
                scene.starting(
                        "nginx-a",
                        "{containerStatuses: [{" + String.format(crashed, "nginx") + "}]}",
                        new PodProblem("CrashLoopBackOff", "", NOW, 1)));
        assertThat(conditions(scene.plan(Phase.COMPLETE, 3, null)).get("Ready"))
                .contains("(see kubectl logs -n team nginx-a -c nginx --previous)");
    }

    @Test
    void aRefusalIsToldInTheWordsOfTheServer() {
        scene.refusals.add(new Refusal("creating pod app-new-1", "exceeded quota: q"));

        CpuBoundAppStatus status = scene.plan(Phase.ROLLING_OUT, 0, new Awaited.Created(1, "new"));

        assertThat(conditions(status).get("Ready"))
                .isEqualTo("False Refused: creating pod app-new-1 was refused: exceeded quota: q");
    }

    @Test
    void aConfigurationThatNginxRefusesIsToldWithItsError() {
        scene.proxies.set(0, scene.rejecting("nginx-a", "unknown directive"));

        CpuBoundAppStatus status = scene.plan(Phase.COMPLETE, 3, null);

        assertThat(conditions(status).get("Ready"))
                .isEqualTo(
                        "False ConfigurationRejected: nginx-a refused the configuration and serves with the one before:"
                                + " unknown directive");
    }

    @Test
    void aRevisionThatFailedIsToldWithWhatItSaidAndWhatToDo() {
        scene.failure = new Failure("bad", "CrashLoopBackOff", "it ended with exit code 3", NOW, Optional.of(NEW_POD));
        scene.lastWords = "no database";

        CpuBoundAppStatus status = scene.plan(Phase.ROLLED_BACK, 3, null);

        String told = "RolledBack: revision bad failed: CrashLoopBackOff of app-new-1: it ended with exit code 3."
                + " Revision good serves; fix the spec, or annotate the resource with"
                + " cpubound.io/retry: 2026-01-01T12:00:00.500Z. Its last words:\nno database";
        assertThat(conditions(status))
                .containsEntry("Ready", "False " + told)
                .containsEntry("Progressing", "False " + told)
                .containsEntry("Stalled", "True " + told);
        assertThat(status.summary()).isEqualTo("RolledBack");
        assertThat(status.targetRevision()).isEqualTo("good");
        assertThat(status.currentRevision()).as("nothing new is rolled out").isNull();
        assertThat(Transitions.between(Optional.of(new StatusScene().plan(Phase.ROLLING_OUT, 0, null)), status))
                .extracting(Notice::reason)
                .containsExactly("RolledBack", "RolloutFailed");
    }

    /** A verification that is corrected is the same revision, which is remembered as failed. */
    @Test
    void aFailedVerificationIsTriedAgainWhenSomebodyAsksForItAndNotWhenTheVerificationIsCorrected() {
        scene.failure = new Failure("bad", "VerificationFailed", "WrongBody: hahs", NOW, Optional.of(NEW_POD));
        String advice = "fix the spec; when only spec.rollout.verification was wrong, or to try once more as it is, run"
                + " kubectl cba retry app -n team, or annotate the resource with cpubound.io/retry:"
                + " 2026-01-01T12:00:00.500Z";

        assertThat(conditions(scene.plan(Phase.ROLLED_BACK, 3, null)).get("Stalled"))
                .endsWith("Revision good serves; " + advice);
        assertThat(conditions(scene.plan(Phase.FAILED, 1, new Awaited.Fix(scene.failure)))
                        .get("Stalled"))
                .contains("stopped: " + advice + ", or to go back with cpubound.io/abort: bad");
    }

    /** Whoever only asks for a retry would see it given up again at once. */
    @Test
    void aRevisionThatWasAbortedIsToldWithTheAnnotationThatHasToGo() {
        scene.failure = new Failure("bad", Failure.ABORTED, "the user gave it up", NOW, Optional.empty());

        CpuBoundAppStatus status = scene.plan(Phase.ROLLED_BACK, 3, null);

        assertThat(conditions(status).get("Stalled"))
                .isEqualTo(
                        "True RolledBack: revision bad failed: Aborted: the user gave it up. Revision good serves; fix the"
                                + " spec, or remove the annotation cpubound.io/abort, which gives it up for as long as it is there,"
                                + " and annotate the resource with cpubound.io/retry: 2026-01-01T12:00:00.500Z (kubectl cba retry"
                                + " does both)");
    }

    @Test
    void theLastWordsAreKeptAsLongAsTheFailureIs() {
        scene.failure = new Failure("bad", "CrashLoopBackOff", "", NOW, Optional.of(NEW_POD));
        scene.lastWords = "no database";
        scene.previous = scene.plan(Phase.ROLLING_BACK, 2, new Awaited.Gone(NEW_POD));
        scene.lastWords = null;

        CpuBoundAppStatus status = scene.plan(Phase.ROLLED_BACK, 3, null);

        assertThat(status.failed().log()).isEqualTo("no database");
    }

    @Test
    void aFailureThatStopsTheRolloutSaysHowToGoOn() {
        scene.failure = new Failure("bad", "VerificationFailed", "AppError: answered 500", NOW, Optional.of(NEW_POD));

        CpuBoundAppStatus status = scene.plan(Phase.FAILED, 1, new Awaited.Fix(scene.failure));

        assertThat(conditions(status).get("Stalled"))
                .startsWith(
                        "True Failed: revision bad failed: VerificationFailed of app-new-1: AppError: answered 500.")
                .contains("cpubound.io/retry", "cpubound.io/abort");
        assertThat(status.summary()).isEqualTo("Failed 1/3");
    }
}
