package io.cpubound.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.e2e.cluster.App;
import io.cpubound.e2e.cluster.AppView;
import io.cpubound.e2e.cluster.AppView.PodState;
import io.cpubound.e2e.cluster.Waiting;
import io.cpubound.e2e.load.LoadGenerator;
import io.cpubound.e2e.load.LoadReport;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A rollout is held, steered and turned round under load; nothing is lost on any of these ways. */
@Tag("e2e")
class SteeringTest {

    private static final AtomicInteger APPS = new AtomicInteger();

    private AppUnderTest under;
    private App app;
    private LoadGenerator load;

    @BeforeEach
    void deploy() {
        under = AppUnderTest.ready("e2e-steering-" + APPS.incrementAndGet(), 3);
        app = under.app();
        load = under.briskLoad();
    }

    @AfterEach
    void nothingIsLost() throws Exception {
        LoadReport report = load.stop();
        load.close();
        under.close();
        assertThat(report.lost()).as("lost: %s", report.losses()).isZero();
    }

    @Test
    void pausedAtOnePodAndResumed() {
        app.image(AppUnderTest.NEW);
        await("one new pod", view -> AppUnderTest.serving(view, AppUnderTest.NEW) == 1);
        app.patchSpec("{\"rollout\":{\"paused\":true}}");
        AppView paused = await("at rest", view -> view.reason().equals("Paused") && allServe(view));
        Waiting.pause(Duration.ofSeconds(4));
        assertThat(states(app.view())).isEqualTo(states(paused));

        app.patchSpec("{\"rollout\":{\"paused\":false}}");
        await("rolled", view -> rolled(view, 3));
    }

    @Test
    void abortedWhilePausedAndTriedAgain() {
        app.image(AppUnderTest.NEW);
        await("one new pod", view -> AppUnderTest.serving(view, AppUnderTest.NEW) == 1);
        app.patchSpec("{\"rollout\":{\"paused\":true}}");
        await("paused", view -> view.reason().equals("Paused"));
        app.annotate("cpubound.io/abort", status("updateRevision"));
        AppView back = await("rolled back", view -> view.reason().equals("RolledBack"));
        assertThat(AppUnderTest.serving(back, AppUnderTest.OLD)).isEqualTo(3);
        assertThat(back.failed()).startsWith("Aborted");

        app.patchSpec("{\"rollout\":{\"paused\":false}}");
        app.resource()
                .patch(
                        io.fabric8.kubernetes.client.dsl.base.PatchContext.of(
                                io.fabric8.kubernetes.client.dsl.base.PatchType.JSON_MERGE),
                        "{\"metadata\":{\"annotations\":{\"cpubound.io/abort\":null,\"cpubound.io/retry\":\""
                                + back.failedAt() + "\"}}}");
        await("rolled", view -> rolled(view, 3));
    }

    @Test
    void partitionedAtTheLastSlotAndThenAll() {
        app.patchSpec("{\"image\":\"" + AppUnderTest.NEW + "\",\"rollout\":{\"partition\":2}}");
        AppView canary = await("partitioned", view -> view.reason().equals("Partitioned"));
        assertThat(canary.ready()).isTrue();
        assertThat(AppUnderTest.serving(canary, AppUnderTest.OLD)).isEqualTo(2);
        assertThat(AppUnderTest.serving(canary, AppUnderTest.NEW)).isEqualTo(1);

        app.patchSpec("{\"rollout\":{\"partition\":0}}");
        await("rolled", view -> rolled(view, 3));
    }

    @Test
    void twoAtATimeWithSurgeInPercent() {
        AtomicLong most = new AtomicLong();
        app.patchSpec("{\"image\":\"" + AppUnderTest.NEW + "\",\"rollout\":{\"maxSurge\":\"50%\"}}");
        app.await(
                "rolled",
                AppUnderTest.LIMIT,
                // Pods that were told to end do not count: they take their time.
                view -> most.accumulateAndGet(AppUnderTest.alive(view), Math::max),
                view -> rolled(view, 3));
        assertThat(most.get()).as("pods at one time, with half of three on top").isEqualTo(5);
    }

    @Test
    void frozenAndLetThroughInAnEmergency() {
        app.patchSpec("{\"image\":\"" + AppUnderTest.NEW
                + "\",\"rollout\":{\"freeze\":[{\"cron\":\"* * * * *\",\"duration\":\"1h\"}]}}");
        AppView frozen = await("frozen", view -> view.reason().equals("Frozen"));
        Waiting.pause(Duration.ofSeconds(3));
        assertThat(AppUnderTest.serving(app.view(), AppUnderTest.OLD)).isEqualTo(3);
        assertThat(frozen.message()).contains("freezeOverride").contains(status("updateRevision"));

        app.patchSpec("{\"rollout\":{\"freezeOverride\":\"" + status("updateRevision") + "\"}}");
        await("rolled", view -> rolled(view, 3));
    }

    @Test
    void warmedUpInSteps() {
        app.patchSpec("{\"image\":\"" + AppUnderTest.NEW
                + "\",\"rollout\":{\"warmUp\":{\"seconds\":4,\"steps\":2,\"startPercent\":20}}}");
        await("listed with a fifth of its weight", view -> configuration().contains("weight=20 "));
        await("listed with more", view -> configuration().contains("weight=60 "));
        await("rolled", view -> rolled(view, 3));
        assertThat(configuration()).contains("weight=100 ").doesNotContain("weight=20 ", "weight=60 ");
    }

    @Test
    void restarted() {
        String before = status("currentRevision");
        app.patchSpec("{\"restartedAt\":\"" + Instant.now().truncatedTo(ChronoUnit.SECONDS) + "\"}");
        await("rolled", view -> view.ready() && !status("currentRevision").equals(before));
        assertThat(AppUnderTest.serving(app.view(), AppUnderTest.OLD)).isEqualTo(3);
    }

    @Test
    void undoneToARevisionOfTheHistoryAndNotToOneThatIsNotThere() {
        String first = status("currentRevision");
        app.image(AppUnderTest.NEW);
        await("rolled", view -> rolled(view, 3));

        app.patchSpec("{\"rollout\":{\"undoTo\":77}}");
        AppView refused = await("refused", view -> view.reason().equals("Refused"));
        assertThat(refused.message()).contains("undoTo is 77").contains("1, 2");
        assertThat(AppUnderTest.serving(refused, AppUnderTest.NEW)).isEqualTo(3);

        app.patchSpec("{\"rollout\":{\"undoTo\":" + number(first) + "}}");
        await("undone", view -> view.ready() && AppUnderTest.serving(view, AppUnderTest.OLD) == 3 && atRest(view));
        assertThat(status("currentRevision")).isEqualTo(first);
    }

    @Test
    void changedInMidRolloutItGoesToTheNewestAndScalesOnTheWay() {
        app.image(AppUnderTest.NEW);
        await("one new pod", view -> AppUnderTest.serving(view, AppUnderTest.NEW) == 1);
        app.patchSpec("{\"image\":\"" + AppUnderTest.OLD + "\",\"env\":[{\"name\":\"HASH_ITERATIONS\",\"value\":\""
                + AppUnderTest.goodSample().hashIterations()
                + "\"},{\"name\":\"SOMETHING\",\"value\":\"else\"}],\"replicas\":4}");
        await(
                "rolled",
                view -> view.ready() && view.pods().size() == 4 && AppUnderTest.serving(view, AppUnderTest.OLD) == 4);
    }

    private AppView await(String what, Predicate<AppView> condition) {
        return app.await(what, AppUnderTest.LIMIT, view -> {}, condition);
    }

    private static boolean rolled(AppView view, int pods) {
        return view.ready() && view.pods().size() == pods && AppUnderTest.serving(view, AppUnderTest.NEW) == pods;
    }

    private static boolean atRest(AppView view) {
        return view.pods().size() == view.replicas() && allServe(view);
    }

    /** A pause may find the new pod of a slot beside the old one: both stay. */
    private static boolean allServe(AppView view) {
        return view.pods().stream().allMatch(pod -> pod.state() == PodState.SERVING);
    }

    private static java.util.List<String> states(AppView view) {
        return view.pods().stream().map(pod -> pod.name() + " " + pod.state()).toList();
    }

    private String status(String field) {
        Object status = app.resource().get().getAdditionalProperties().get("status");
        return String.valueOf(((java.util.Map<?, ?>) status).get(field));
    }

    private String configuration() {
        return ClusterUnderTest.get()
                .client()
                .configMaps()
                .inNamespace(app.namespace())
                .withName(app.name() + "-nginx")
                .get()
                .getData()
                .get("nginx.conf");
    }

    private long number(String revision) {
        return ClusterUnderTest.get()
                .client()
                .apps()
                .controllerRevisions()
                .inNamespace(app.namespace())
                .list()
                .getItems()
                .stream()
                .filter(stored -> stored.getMetadata().getName().endsWith(revision))
                .mapToLong(ControllerRevision::getRevision)
                .findFirst()
                .orElseThrow();
    }
}
