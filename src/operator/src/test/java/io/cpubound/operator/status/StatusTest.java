package io.cpubound.operator.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.nginx.ProxyStatus;
import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.observe.Freeze;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.observe.ProxyView;
import io.cpubound.operator.observe.WantedRevision;
import io.cpubound.operator.proxy.ProxyReport;
import io.cpubound.operator.proxy.ProxyWanted;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.Revision;
import io.cpubound.rollout.Awaited;
import io.cpubound.rollout.Failure;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.cpubound.rollout.PodView.PodProblem;
import io.cpubound.rollout.PodView.Stage;
import io.cpubound.rollout.Progress;
import io.cpubound.rollout.Progress.Phase;
import io.cpubound.rollout.ProgressMemory;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class StatusTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00.5Z");
    private static final PodId NEW_POD = new PodId("app-new-1", "uid-new-1");

    private final Scene scene = new Scene();

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
    void aRolloutSaysWhatItWaitsFor() {
        CpuBoundAppStatus status = scene.plan(Phase.ROLLING_OUT, 2, new Awaited.Ready(NEW_POD, Optional.empty()));

        assertThat(conditions(status))
                .containsEntry("Ready", "False RollingOut: waiting for app-new-1 to become ready (2 of 3 rolled)")
                .containsEntry("Progressing", "True RollingOut: waiting for app-new-1 to become ready (2 of 3 rolled)");
        assertThat(status.summary()).isEqualTo("Rolling 2/3");
        assertThat(status.currentRevision()).as("nothing is rolled out yet").isNull();
    }

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
    void noProgressForTooLongIsStuckAndNotProgressing() {
        CpuBoundAppStatus status = scene.plan(Phase.DEADLINE_EXCEEDED, 0, new Awaited.Ready(NEW_POD, Optional.empty()));

        assertThat(conditions(status).get("Progressing"))
                .startsWith(
                        "False ProgressDeadlineExceeded: no progress for 600 s; still trying: waiting for app-new-1");
        assertThat(conditions(status).get("Ready")).startsWith("False ProgressDeadlineExceeded");
        assertThat(status.summary()).isEqualTo("Stuck 0/3");
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
    void theTransitionTimeMovesOnlyWithTheStatus() {
        CpuBoundAppStatus before = scene.plan(Phase.ROLLING_OUT, 1, new Awaited.Listed(NEW_POD));
        scene.previous = before;
        scene.now = NOW.plusSeconds(60);

        CpuBoundAppStatus after = scene.plan(Phase.COMPLETE, 3, null);

        assertThat(time(after, "Ready")).isEqualTo("2026-01-01T12:01:00Z");
        assertThat(time(after, "ProxiesSynced")).isEqualTo("2026-01-01T12:00:00Z");
    }

    @Test
    void theSameLookGivesTheSameStatus() {
        CpuBoundAppStatus before = scene.plan(Phase.COMPLETE, 3, null);
        scene.previous = before;
        scene.now = NOW.plusSeconds(60);

        assertThat(scene.plan(Phase.COMPLETE, 3, null)).isEqualTo(before);
        assertThat(Transitions.between(Optional.of(before), before)).isEmpty();
    }

    @Test
    void eventsAreTheTurningPoints() {
        CpuBoundAppStatus rolling = scene.plan(Phase.ROLLING_OUT, 0, new Awaited.Listed(NEW_POD));
        CpuBoundAppStatus failing = scene.plan(
                Phase.ROLLING_OUT,
                0,
                new Awaited.Ready(NEW_POD, Optional.of(new PodProblem("CrashLoopBackOff", "x", NOW, 1))));
        CpuBoundAppStatus complete = scene.plan(Phase.COMPLETE, 3, null);

        assertThat(Transitions.between(Optional.of(rolling), failing))
                .extracting(Notice::warning, Notice::reason)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(true, "PodFailing"));
        assertThat(Transitions.between(Optional.of(failing), complete))
                .extracting(Notice::reason)
                .containsExactly("Ready", "RolloutComplete");
        assertThat(Transitions.between(Optional.empty(), rolling)).isEmpty();
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
        assertThat(Transitions.between(Optional.of(new Scene().plan(Phase.ROLLING_OUT, 0, null)), status))
                .extracting(Notice::reason)
                .containsExactly("RolledBack", "RolloutFailed");
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

    private String message(Awaited awaited) {
        return conditions(scene.plan(Phase.PAUSED, 1, awaited))
                .get("Progressing")
                .replaceFirst("^False Paused: ", "");
    }

    private static Map<String, String> conditions(CpuBoundAppStatus status) {
        Map<String, String> texts = new TreeMap<>();
        for (Condition condition : status.conditions()) {
            texts.put(
                    condition.getType(),
                    condition.getStatus() + " " + condition.getReason() + ": " + condition.getMessage());
        }
        return texts;
    }

    private static String time(CpuBoundAppStatus status, String type) {
        return status.conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .findFirst()
                .orElseThrow()
                .getLastTransitionTime();
    }

    /** An app of three pods and two nginx pods, all well until a test says otherwise. */
    private static final class Scene {
        private final ProxyWanted wanted = new ProxyWanted("1", "hash-1");
        private final List<Refusal> refusals = new ArrayList<>();
        private final Map<String, String> addresses =
                new TreeMap<>(Map.of("u0", "10.0.0.1", "u1", "10.0.0.2", "u2", "fd00::3"));
        private final List<ProxyView> proxies =
                new ArrayList<>(List.of(proxy("nginx-a", "hash-1", 0), proxy("nginx-b", "hash-1", 0)));
        private int replicas = 3;
        private String image = "app";
        private Failure failure;
        private String lastWords;
        private Instant frozenUntil;
        private String freezeProblem;
        private CpuBoundAppStatus previous;
        private Instant now = NOW;

        CpuBoundAppStatus plan(Phase phase, int rolled, Awaited awaited) {
            List<PodId> upstream = addresses.keySet().stream()
                    .map(uid -> new PodId("app-" + uid, uid))
                    .toList();
            Plan plan = new Plan(
                    failure == null ? revision() : "good",
                    List.of(),
                    upstream,
                    Map.of(),
                    upstream,
                    new Progress(phase, rolled, replicas, Optional.ofNullable(awaited)),
                    new ProgressMemory("target", rolled, NOW, Optional.ofNullable(failure), Optional.empty()),
                    Optional.empty());
            return AppStatus.of(observation(), plan, refusals, Optional.ofNullable(lastWords));
        }

        String revision() {
            return Revision.of(app().getSpec()).hash();
        }

        ProxyView proxy(String name, String hash, int oldWorkers) {
            return proxy(name, new ProxyStatus(hash, Optional.empty(), oldWorkers), hash);
        }

        ProxyView rejecting(String name, String error) {
            return proxy(
                    name, new ProxyStatus("older", Optional.of(new ProxyStatus.Rejected("hash-1", error)), 0), "older");
        }

        private ProxyView proxy(String name, ProxyStatus status, String hash) {
            Pod pod = YAML.unmarshal(
                    "---\n{kind: Pod, apiVersion: v1, metadata: {name: " + name + "},"
                            + " status: {conditions: [{type: Ready, status: 'True'}]}}",
                    Pod.class);
            return new ProxyView(
                    pod,
                    true,
                    false,
                    true,
                    Optional.empty(),
                    Optional.of(new ProxyReport("1", hash, status)),
                    Optional.empty());
        }

        private CpuBoundApp app() {
            CpuBoundApp app = YAML.unmarshal(
                    "---\n{kind: CpuBoundApp, apiVersion: cpubound.io/v1, metadata: {name: app, namespace: team, uid: u,"
                            + " generation: 4}, spec: {image: " + image + ", replicas: " + replicas + "}}",
                    CpuBoundApp.class);
            app.setStatus(previous);
            return app;
        }

        private Observation observation() {
            CpuBoundApp app = app();
            List<PodView> pods = addresses.keySet().stream()
                    .map(uid -> new PodView(
                            new PodId("app-" + uid, uid),
                            0,
                            revision(),
                            NOW,
                            Stage.READY,
                            Optional.of(NOW),
                            false,
                            Optional.of(new PodView.Endpoint(true, true)),
                            true,
                            false,
                            false,
                            Optional.empty()))
                    .toList();
            return new Observation(
                    app,
                    AppIdentity.of(app),
                    new WantedRevision(Revision.of(app.getSpec()), false, Optional.empty()),
                    Map.of(),
                    pods,
                    addresses,
                    List.of(),
                    List.of(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(wanted),
                    proxies,
                    new Freeze(Optional.ofNullable(frozenUntil), Optional.ofNullable(freezeProblem)),
                    now);
        }
    }
}
