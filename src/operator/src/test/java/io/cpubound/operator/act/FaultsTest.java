package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cpubound.nginx.ProxyStatus;
import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.observe.Freeze;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.observe.OwnWrites;
import io.cpubound.operator.observe.ProxyView;
import io.cpubound.operator.observe.WantedRevision;
import io.cpubound.operator.proxy.ProxyReport;
import io.cpubound.operator.proxy.ProxyWanted;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.Revision;
import io.cpubound.operator.status.AppStatus;
import io.cpubound.operator.status.Refusal;
import io.cpubound.operator.verify.Verifier;
import io.cpubound.rollout.Action;
import io.cpubound.rollout.Failure;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.Progress;
import io.cpubound.rollout.Progress.Phase;
import io.cpubound.rollout.ProgressMemory;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.vertx.core.Vertx;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What becomes of a plan when the API server does not play along. */
class FaultsTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String PODS = "/api/v1/namespaces/team/pods";
    private static final PodId OLD = new PodId("app-old-0", "uid-old-0");

    private final ScriptedApi api = new ScriptedApi();
    private final KubernetesClient client = api.client();
    private final OwnWrites ownWrites = new OwnWrites();
    private final EventRecorder events = new EventRecorder(client);
    private final PodWriter pods = new PodWriter(client, ownWrites);
    private final Actor actor = new Actor(
            client,
            new Applier(client, ownWrites, events),
            pods,
            new Verifications(new Verifier(Vertx.vertx()), pods),
            new LastWords(client),
            events);
    private final StatusWriter statusWriter = new StatusWriter(client, events);

    @AfterEach
    void close() {
        client.close();
        api.close();
    }

    @Test
    void aPodIsDeletedOnlyInTheIncarnationThatWasLookedAt() {
        pods.delete(identity(), OLD);

        assertThat(api.body("DELETE " + PODS + "/app-old-0")).contains("\"preconditions\":{\"uid\":\"uid-old-0\"}");
    }

    @Test
    void deletingAPodThatIsGoneIsNoError() {
        api.fails("DELETE " + PODS + "/app-old-0", 404, "not found");

        pods.delete(identity(), OLD);
    }

    @Test
    void aPodThatIsThereAlreadyIsNotMadeTwice() throws NameTakenException {
        api.fails("POST " + PODS, 409, "already exists").answers("GET " + PODS + "/" + name(0), pod("uid-app"));

        assertThat(pods.create(identity(), revision(), 0, false)).isFalse();
    }

    @Test
    void theLastWordsOfAPodThatFailedAreReadOnceAndBeforeItIsDeleted() {
        PodId bad = new PodId("app-bad-0", "uid-bad-0");
        ProgressMemory failed = new ProgressMemory(
                "rolling 3 r",
                0,
                NOW,
                Optional.of(new Failure("r", "CrashLoopBackOff", "", NOW, Optional.of(bad))),
                Optional.empty());
        String log = "GET " + PODS + "/app-bad-0/log";
        api.answers(log, "no database\n");

        Outcome outcome = actor.carryOut(seen(), plan(failed, new Action.DeletePod(bad, "test")));

        assertThat(outcome.lastWords()).contains("no database");
        assertThat(api.requests())
                .filteredOn(request -> request.contains("app-bad-0"))
                .containsExactly(log, "DELETE " + PODS + "/app-bad-0");
    }

    @Test
    void aPodWithoutALogStopsNothing() {
        PodId bad = new PodId("app-bad-0", "uid-bad-0");
        ProgressMemory failed = new ProgressMemory(
                "rolling 3 r",
                0,
                NOW,
                Optional.of(new Failure("r", "ImagePullBackOff", "", NOW, Optional.of(bad))),
                Optional.empty());
        api.fails("GET " + PODS + "/app-bad-0/log", 400, "container is waiting to start");

        Outcome outcome = actor.carryOut(seen(), plan(failed, new Action.DeletePod(bad, "test")));

        assertThat(outcome.lastWords()).isEmpty();
        assertThat(outcome.failure()).isEmpty();
        assertThat(api.requests()).contains("DELETE " + PODS + "/app-bad-0");
    }

    @Test
    void aForeignPodOfTheSameNameIsLeftAloneAndNamed() {
        api.fails("POST " + PODS, 409, "already exists").answers("GET " + PODS + "/" + name(0), pod("uid-other"));

        Outcome outcome =
                actor.carryOut(seen(), plan(new Action.CreatePod(0, revision().hash(), "test")));

        assertThat(outcome.refusals())
                .singleElement()
                .extracting(Refusal::text)
                .asString()
                .contains(name(0) + " exists and does not belong to this app: delete it");
        assertThat(api.requests()).doesNotContain("PATCH " + PODS + "/" + name(0));
    }

    @Test
    void aServiceOfSomebodyElseIsNotTakenOver() {
        api.answers(
                "GET /api/v1/namespaces/team/services/app",
                "{\"kind\":\"Service\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"app\",\"namespace\":\"team\"}}");

        Outcome outcome = actor.carryOut(seen(), plan());

        assertThat(outcome.refusals()).singleElement().extracting(Refusal::what).isEqualTo("applying Service app");
        assertThat(api.requests())
                .doesNotContain("PATCH /api/v1/namespaces/team/services/app")
                .contains("PATCH /api/v1/namespaces/team/services/app-pods");
    }

    @Test
    void oneWriteThatFailsDoesNotHoldUpTheOthersAndIsTriedAgain() {
        api.fails("POST " + PODS, 500, "etcd is tired");
        Plan plan = plan(new Action.CreatePod(0, revision().hash(), "test"), new Action.MarkLeaving(OLD, "test"));

        Outcome first = actor.carryOut(seen(), plan);

        assertThatThrownBy(first::rethrow).hasMessageContaining(name(0)).hasMessageContaining("etcd is tired");
        assertThat(api.requests())
                .contains("PATCH " + PODS + "/app-old-0", "PATCH /apis/apps/v1/namespaces/team/deployments/app-nginx");

        api.heals();
        Outcome second = actor.carryOut(seen(), plan);

        second.rethrow();
        assertThat(second.refusals()).isEmpty();
    }

    @Test
    void aQuotaThatIsFullIsToldInItsOwnWords() {
        api.fails("POST " + PODS, 403, "exceeded quota: q");

        Outcome outcome =
                actor.carryOut(seen(), plan(new Action.CreatePod(0, revision().hash(), "test")));

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.refusals()).containsExactly(new Refusal("creating pod " + name(0), "exceeded quota: q"));
    }

    @Test
    void aNamespaceThatEndsIsNoReasonToComplain() {
        api.fails(
                "POST " + PODS,
                403,
                "forbidden: unable to create new content in namespace team because it is being terminated");

        Outcome outcome =
                actor.carryOut(seen(), plan(new Action.CreatePod(0, revision().hash(), "test")));

        assertThat(outcome.refusals()).isEmpty();
        assertThat(outcome.failure()).isEmpty();
    }

    @Test
    void aPodThatHasChangedSinceItWasLookedAtIsLookedAtAgain() {
        api.fails("PATCH " + PODS + "/app-old-0", 409, "the object has been modified");

        Outcome outcome = actor.carryOut(seen(), plan(new Action.MarkLeaving(OLD, "test")));

        assertThat(outcome.raced()).isTrue();
        assertThat(outcome.failure()).isEmpty();
    }

    @Test
    void theGateOfAnNginxThatRunsTheConfigurationOfBeforeThisLookStaysClosed() {
        actor.carryOut(seen(), plan());

        assertThat(api.requests())
                .as("the ConfigMap was written in this look, so no answer can be about it")
                .noneMatch(request -> request.endsWith("/status"));
    }

    @Test
    void nothingIsWrittenForAnAppThatIsBeingDeleted() {
        Observation seen = seen();
        seen.app().getMetadata().setDeletionTimestamp("2026-01-01T11:00:00Z");

        actor.carryOut(seen, plan(new Action.CreatePod(0, revision().hash(), "test")));
        statusWriter.write(seen, status(seen));

        assertThat(api.requests()).isEmpty();
    }

    @Test
    void aStatusIsWrittenOnceAndNotAgainWhenItIsTheSame() {
        Observation seen = seen();
        CpuBoundAppStatus status = status(seen);

        assertThat(statusWriter.write(seen, status)).isTrue();
        int writes = api.requests().size();
        seen.app().setStatus(status);
        assertThat(statusWriter.write(seen, status(seen))).isTrue();

        assertThat(writes).isPositive();
        assertThat(api.requests().stream().filter(request -> request.startsWith("PATCH")))
                .hasSize(1);
    }

    @Test
    void aStatusOfAnOlderLookDoesNotOverwriteANewerOne() {
        api.fails(STATUS, 409, "the object has been modified");

        assertThat(statusWriter.write(seen(), status(seen()))).isFalse();
        assertThat(api.body(STATUS)).contains("\"resourceVersion\":\"5\"");
    }

    @Test
    void aStatusThatCannotBeWrittenIsAnError() {
        api.fails(STATUS, 500, "etcd is tired");

        assertThatThrownBy(() -> statusWriter.write(seen(), status(seen())))
                .isInstanceOf(KubernetesClientException.class);
    }

    private static final String STATUS = "PATCH /apis/cpubound.io/v1/namespaces/team/cpuboundapps/app/status";

    private static CpuBoundAppStatus status(Observation seen) {
        return AppStatus.of(seen, plan(), List.of(), Optional.empty());
    }

    private static Plan plan(Action... actions) {
        return plan(ProgressMemory.none(NOW), actions);
    }

    private static Plan plan(ProgressMemory memory, Action... actions) {
        return new Plan(
                "r",
                List.of(actions),
                List.of(),
                Map.of(),
                List.of(),
                new Progress(Phase.ROLLING_OUT, 0, 3, Optional.empty()),
                memory,
                Optional.empty());
    }

    private static Observation seen() {
        CpuBoundApp app = YAML.unmarshal(
                "---\n{kind: CpuBoundApp, apiVersion: cpubound.io/v1, metadata: {name: app, namespace: team, uid: uid-app,"
                        + " generation: 1, resourceVersion: '5'}, spec: {image: app}}",
                CpuBoundApp.class);
        Pod proxy = YAML.unmarshal(
                "---\n{kind: Pod, apiVersion: v1, metadata: {name: nginx-a, uid: uid-nginx-a}}", Pod.class);
        ProxyReport report = new ProxyReport("0", "h", new ProxyStatus("h", Optional.empty(), 0));
        return new Observation(
                app,
                AppIdentity.of(app),
                new WantedRevision(Revision.of(app.getSpec()), false, Optional.empty()),
                Map.of(),
                List.of(),
                Map.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new ProxyWanted("0", "h")),
                List.of(new ProxyView(
                        proxy, false, false, true, Optional.empty(), Optional.of(report), Optional.empty())),
                Freeze.NONE,
                NOW);
    }

    private static AppIdentity identity() {
        return seen().identity();
    }

    private static Revision revision() {
        return seen().revision();
    }

    private static String name(int slot) {
        return identity().podName(revision().hash(), slot);
    }

    private static String pod(String ownerUid) {
        return "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"" + name(0)
                + "\",\"namespace\":\"team\",\"uid\":\"x\",\"ownerReferences\":[{\"uid\":\"" + ownerUid
                + "\",\"controller\":true,\"kind\":\"CpuBoundApp\",\"name\":\"app\",\"apiVersion\":\"cpubound.io/v1\"}]}}";
    }
}
