package io.cpubound.operator.act;

import static io.cpubound.operator.act.ServerInTrouble.APPLIED;
import static io.cpubound.operator.act.ServerInTrouble.CONFIG_MAP;
import static io.cpubound.operator.act.ServerInTrouble.EVENTS;
import static io.cpubound.operator.act.ServerInTrouble.NEW_PODS;
import static io.cpubound.operator.act.ServerInTrouble.POD;
import static io.cpubound.operator.act.ServerInTrouble.REVISION;
import static io.cpubound.operator.act.ServerInTrouble.STATUS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.api.CpuBoundAppStatus;
import io.cpubound.operator.observe.Freeze;
import io.cpubound.operator.observe.Observation;
import io.cpubound.operator.observe.OwnWrites;
import io.cpubound.operator.observe.ProxyView;
import io.cpubound.operator.observe.WantedRevision;
import io.cpubound.operator.proxy.ProxyWanted;
import io.cpubound.operator.resources.AppIdentity;
import io.cpubound.operator.resources.Revision;
import io.cpubound.operator.status.AppStatus;
import io.cpubound.operator.status.Refusal;
import io.cpubound.operator.verify.Verifier;
import io.cpubound.rollout.Action;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.vertx.core.Vertx;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What becomes of a plan when the API server is in trouble: the rest is done all the same, and what failed is done in the next look. */
@Timeout(60)
class FaultsTest {

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static final String POD_LINE = "PATCH " + POD;
    private static final String NGINX = "/api/v1/namespaces/team/pods/nginx-a";
    private static final PodId OLD = new PodId("app-old-0", "uid-old-0");

    private final ServerInTrouble server = new ServerInTrouble();
    private final KubernetesClient client = server.client();
    private final OwnWrites ownWrites = new OwnWrites();
    private final EventRecorder events = new EventRecorder(client);
    private final PodWriter pods = new PodWriter(client, ownWrites);
    private final Vertx vertx = Vertx.vertx();
    private final Actor actor = new Actor(
            client,
            new Applier(client, ownWrites, events),
            pods,
            new PodSteps(pods, new Budgets(client), new Verifications(new Verifier(vertx), pods), events),
            new LastWords(client));
    private final StatusWriter statusWriter = new StatusWriter(client, events);
    private final Plan plan =
            Plans.of(new Action.CreatePod(0, revision().hash(), "test"), new Action.MarkLeaving(OLD, "test"));

    @AfterEach
    void close() {
        client.close();
        server.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @EnumSource
    void onePodThatCannotBeMadeHoldsUpNothingAndIsMadeInTheNextLook(Trouble trouble) throws Exception {
        trouble.with(server, HttpMethod.POST, NEW_PODS);
        server.takesTheRest(revisionName());

        Outcome first = actor.carryOut(seen(), plan);

        Map<String, Integer> tried = server.writes();
        assertThat(told(first))
                .startsWith("creating pod " + podName() + " failed: ")
                .contains(trouble.said());
        assertThat(whole(first)).doesNotContain(ServerInTrouble.TOKEN);
        assertThat(tried).containsKeys(POD_LINE).containsAllEntriesOf(appliedOnce());

        Outcome second = actor.carryOut(seen(), plan);

        second.rethrow();
        assertThat(second.refusals()).isEmpty();
        assertThat(server.writes().get("POST /api/v1/namespaces/team/pods"))
                .as("made once after all that failed")
                .isEqualTo(tried.get("POST /api/v1/namespaces/team/pods") + 1);
    }

    @ParameterizedTest
    @EnumSource
    void aConfigurationThatIsNotWrittenIsNotAnnouncedAndOpensNoGate(Trouble trouble) throws Exception {
        trouble.with(server, HttpMethod.PATCH, CONFIG_MAP);
        server.takesTheRest(revisionName());

        Outcome outcome = actor.carryOut(seen(), plan);

        assertThat(told(outcome))
                .startsWith("writing the nginx configuration failed: ")
                .contains(trouble.said());
        assertThat(server.writes())
                .doesNotContainKeys("PATCH " + NGINX, "PATCH " + NGINX + "/status")
                .containsKeys(
                        POD_LINE,
                        "POST /api/v1/namespaces/team/pods",
                        "PATCH /apis/apps/v1/namespaces/team/deployments/app-nginx");
    }

    @ParameterizedTest
    @EnumSource
    void noPodIsMadeOfARevisionThatIsNotKept(Trouble trouble) throws Exception {
        trouble.with(server, HttpMethod.PATCH, REVISION + revisionName() + APPLIED);
        server.takesTheRest(revisionName());

        Outcome outcome = actor.carryOut(seen(), plan);

        assertThat(told(outcome)).startsWith("keeping revision").contains(trouble.said());
        assertThat(server.writes())
                .doesNotContainKeys(POD_LINE, "POST /api/v1/namespaces/team/pods")
                .containsEntry("PATCH /api/v1/namespaces/team/configmaps/app-nginx", 1);
    }

    @ParameterizedTest
    @EnumSource
    void aStatusThatCannotBeWrittenIsAnErrorAndWrittenInTheNextLook(Trouble trouble) throws Exception {
        trouble.with(server, HttpMethod.PATCH, STATUS);
        server.takesTheRest(revisionName());

        assertThatThrownBy(() -> statusWriter.write(seen(), status(seen())))
                .isInstanceOf(KubernetesClientException.class)
                .message()
                .doesNotContain(ServerInTrouble.TOKEN);

        assertThat(statusWriter.write(seen(), status(seen()))).isTrue();
    }

    @Test
    void aServerThatIsGoneIsToldAsThat() {
        server.close();

        assertThat(told(actor.carryOut(seen(), plan)))
                .startsWith("keeping revision")
                .contains("Connection refused");
        assertThatThrownBy(() -> pods.delete(seen().identity(), OLD)).hasStackTraceContaining("Connection refused");
    }

    @Test
    void aStatusOfAnOlderLookIsNotForced() throws Exception {
        server.fails(HttpMethod.PATCH, STATUS, 409, "the object has been modified");

        assertThat(statusWriter.write(seen(), status(seen()))).isFalse();

        assertThat(server.body("PATCH " + STATUS.replace(APPLIED, "")))
                .contains("\"resourceVersion\":\"5\"", "\"uid\":\"uid-app\"");
        assertThat(server.requests())
                .as("asked once: a conflict does not go away")
                .hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("racing")
    void aWriteThatMeetsANewerObjectIsALookAgainAndNoError(HttpMethod method, String path, Action action)
            throws Exception {
        server.fails(method, path, 409, "the object has been modified");
        server.takesTheRest(revisionName());

        Outcome outcome = actor.carryOut(seen(), Plans.of(action));

        assertThat(outcome.raced()).isTrue();
        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.refusals()).isEmpty();
        assertThat(server.writes()).containsAllEntriesOf(appliedOnce());
    }

    @Test
    void aMarkThatFailedIsNotTakenForMadeBecauseAnotherOneRaced() throws Exception {
        PodId other = new PodId("app-old-1", "uid-old-1");
        PodId gone = new PodId("app-old-2", "uid-old-2");
        server.fails(
                HttpMethod.PATCH, POD.replace(OLD.name(), gone.name()) + APPLIED, 409, "the object has been modified");
        server.fails(HttpMethod.PATCH, POD + APPLIED, 500, "etcd is tired");
        server.takesTheRest(revisionName());

        Outcome outcome = actor.carryOut(
                seen(),
                Plans.listing(
                        List.of(OLD, other, gone),
                        new Action.MarkLeaving(gone, "test"),
                        new Action.MarkLeaving(OLD, "test")));

        assertThat(told(outcome)).startsWith("marking pod " + OLD.name());
        assertThat(outcome.raced()).isTrue();
        assertThat(outcome.plan().upstream())
                .as("nginx lets go of nobody whose mark is not there")
                .containsExactly(OLD, other);
    }

    static Stream<Arguments> racing() {
        return Stream.of(
                Arguments.of(HttpMethod.PATCH, POD + APPLIED, new Action.MarkLeaving(OLD, "test")),
                Arguments.of(HttpMethod.DELETE, POD, new Action.DeletePod(OLD, "test")));
    }

    @Test
    void aQuotaThatIsFullIsToldInItsOwnWords() throws Exception {
        server.fails(HttpMethod.POST, NEW_PODS, 403, "exceeded quota: q");
        server.takesTheRest(revisionName());

        Outcome outcome = actor.carryOut(seen(), plan);

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.refusals()).containsExactly(new Refusal("creating pod " + podName(), "exceeded quota: q"));
        assertThat(server.writes()).containsKeys(POD_LINE).containsAllEntriesOf(appliedOnce());
    }

    @ParameterizedTest
    @EnumSource
    void eventsThatAreNotTakenAreInNobodysWay(Trouble trouble) throws Exception {
        trouble.with(server, HttpMethod.POST, EVENTS);
        server.takesTheRest(revisionName());

        Outcome outcome = actor.carryOut(seen(), plan);

        outcome.rethrow();
        assertThat(server.writes()).containsKeys(POD_LINE).containsAllEntriesOf(appliedOnce());
    }

    @ParameterizedTest
    @EnumSource
    void aLogThatCannotBeReadDoesNotKeepThePod(Trouble trouble) throws Exception {
        String log = POD + "/log?container=app&tailLines=10&limitBytes=1048576&previous=";
        trouble.with(server, HttpMethod.GET, log + true);
        trouble.with(server, HttpMethod.GET, log + false);
        server.takesTheRest(revisionName());

        Outcome outcome = actor.carryOut(
                seen(), Plans.afterFailureOf(OLD, "CrashLoopBackOff", new Action.DeletePod(OLD, "test")));

        outcome.rethrow();
        assertThat(outcome.lastWords()).isEmpty();
        assertThat(server.requests())
                .extracting(ServerInTrouble::line)
                .containsSubsequence("GET " + POD + "/log", "DELETE " + POD);
    }

    private static Map<String, Integer> appliedOnce() {
        return Map.of(
                "PATCH /api/v1/namespaces/team/services/app", 1,
                "PATCH /api/v1/namespaces/team/services/app-pods", 1,
                "PATCH /api/v1/namespaces/team/configmaps/app-nginx", 1,
                "PATCH /apis/apps/v1/namespaces/team/deployments/app-nginx", 1);
    }

    private static String told(Outcome outcome) {
        assertThat(outcome.refusals()).isEmpty();
        return outcome.failure().orElseThrow().getMessage();
    }

    /** All that a log could show of it. */
    private static String whole(Outcome outcome) {
        StringWriter text = new StringWriter();
        outcome.failure().orElseThrow().printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    private static CpuBoundAppStatus status(Observation seen) {
        return AppStatus.of(seen, Plans.of(), List.of(), Optional.empty());
    }

    private static Observation seen() {
        CpuBoundApp app = YAML.unmarshal(
                "---\n{kind: CpuBoundApp, apiVersion: cpubound.io/v1, metadata: {name: app, namespace: team, uid: uid-app,"
                        + " generation: 1, resourceVersion: '5'}, spec: {image: app}}",
                CpuBoundApp.class);
        Pod nginx = YAML.unmarshal(
                "---\n{kind: Pod, apiVersion: v1, metadata: {name: nginx-a, uid: uid-nginx-a}}", Pod.class);
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
                List.of(new ProxyView(nginx, false, false, true, Optional.empty(), Optional.empty(), Optional.empty())),
                Freeze.NONE,
                Plans.NOW);
    }

    private static Revision revision() {
        return seen().revision();
    }

    private static String revisionName() {
        return seen().identity().revisionName(revision().hash());
    }

    private static String podName() {
        return seen().identity().podName(revision().hash(), 0);
    }
}
