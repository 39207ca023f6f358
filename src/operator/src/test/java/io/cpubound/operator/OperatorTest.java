package io.cpubound.operator;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.resources.AppIdentity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.javaoperatorsdk.operator.Operator;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The operator as a whole, in this process: what CDI, the configuration and the informers make of it. It has the rights of
 * {@code deploy/rbac.yaml}, so one that is missing there fails here. There is no node: pods are made, and wait.
 */
@QuarkusTest
@WithTestResource(ClusterWithoutNodes.class)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OperatorTest {

    /** Half of {@code MaxReconciliationInterval}: what takes longer was lost and found by chance. */
    private static final long SOON_SECONDS = 15;

    /** The CpuBoundApps, and the six kinds of objects that belong to them. */
    private static final int WATCHES = 7;

    private static final String NAMESPACE = "default";
    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    KubernetesClient admin;
    FaultProxy proxy;

    @Inject
    Operator operator;

    @TestHTTPResource("/q/health/ready")
    URI readiness;

    @Test
    void anAppGetsAllItsObjects() {
        apply("whole", "image: 'cpubound/backend:1.0.0', nginx: {replicas: 2}");

        CpuBoundApp app = awaited("whole", known -> condition(known, "Ready").contains("whole-"));
        AppIdentity identity = AppIdentity.of(app);
        Pod pod = soon(admin.pods().inNamespace(NAMESPACE).withName(podName(app)));
        Deployment nginx =
                soon(admin.apps().deployments().inNamespace(NAMESPACE).withName("whole-nginx"));
        assertThat(List.<HasMetadata>of(
                        pod,
                        nginx,
                        soon(admin.services().inNamespace(NAMESPACE).withName("whole")),
                        soon(admin.services().inNamespace(NAMESPACE).withName("whole-pods")),
                        soon(admin.configMaps().inNamespace(NAMESPACE).withName("whole-nginx")),
                        soon(admin.apps()
                                .controllerRevisions()
                                .inNamespace(NAMESPACE)
                                .withName(identity.revisionName(app.getStatus().targetRevision())))))
                .allMatch(identity::controls);
        assertThat(pod.getSpec().getContainers().get(0).getImage()).isEqualTo("cpubound/backend:1.0.0");
        assertThat(nginx.getSpec().getReplicas()).isEqualTo(2);
        assertThat(condition(app, "Available")).startsWith("False");
        assertThat(app.getStatus().observedGeneration()).isEqualTo(1);
    }

    @Test
    void isReady() throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(readiness).build(), HttpResponse.BodyHandlers.ofString());

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    @Test
    void whatHappensWhileAllWatchesAreCutIsSeenAfter() {
        CpuBoundApp app = settled("cut");
        Service before = soon(admin.services().inNamespace(NAMESPACE).withName("cut"));

        int cut = proxy.cutWatches(() -> {
            admin.resource(before).delete();
            patch("cut", "{\"spec\":{\"replicas\":3,\"image\":\"cpubound/backend:1.1.0\"}}");
        });

        assertThat(cut).isEqualTo(WATCHES);
        CpuBoundApp after = awaited("cut", known -> known.getStatus().observedGeneration() == 2);
        assertThat(after.getStatus().targetRevision())
                .isNotEqualTo(app.getStatus().targetRevision());
        Service again = admin.services()
                .inNamespace(NAMESPACE)
                .withName("cut")
                .waitUntilCondition(Objects::nonNull, SOON_SECONDS, TimeUnit.SECONDS);
        assertThat(again.getMetadata().getUid())
                .isNotEqualTo(before.getMetadata().getUid());
    }

    @Test
    void aStatusThatIsRefusedAsOutdatedIsWrittenInTheNextLook() {
        settled("conflict");
        proxy.refuse("PATCH .*/conflict/status", 409, "the object has been modified", 1);

        patch("conflict", "{\"spec\":{\"replicas\":2}}");

        awaited("conflict", known -> known.getStatus().observedGeneration() == 2);
    }

    @Test
    void aServerInTroubleIsAskedAgainUntilAllIsDone() {
        proxy.refuse("POST .*/pods", 500, "etcd is tired", 3);
        proxy.refuse("PATCH .*/deployments/trouble-nginx", 429, "Too many requests", 3);
        proxy.refuse("PATCH .*/trouble/status", 503, "apiserver is shutting down", 3);

        CpuBoundApp app = settled("trouble");

        soon(admin.pods().inNamespace(NAMESPACE).withName(podName(app)));
        soon(admin.apps().deployments().inNamespace(NAMESPACE).withName("trouble-nginx"));
    }

    /** The race in which java-operator-sdk 5.3.0 to 5.4.x loses an event (#3398), were the status written through it. */
    @Test
    void aSpecThatChangesWhileTheStatusIsOnItsWayIsSeen() {
        settled("race");
        for (int generation = 2; generation <= 8; generation += 2) {
            long next = generation + 1L;
            HeldAnswer status = proxy.hold("PATCH .*/race/status");
            patch("race", "{\"spec\":{\"replicas\":" + generation + "}}");
            status.awaitCarriedOut();
            patch("race", "{\"spec\":{\"replicas\":" + next + "}}");
            status.release();

            awaited("race", known -> known.getStatus().observedGeneration() == next);
        }
    }

    /** An Event or a log that is not let through stops nothing, so that nobody would see it. */
    @Test
    @Order(Integer.MAX_VALUE - 1)
    void nothingWasForbidden() {
        assertThat(proxy.answered(401)).isEmpty();
        assertThat(proxy.answered(403)).isEmpty();
        assertThat(proxy.answered(201))
                .contains("POST /api/v1/namespaces/default/events", "POST /api/v1/namespaces/default/pods");
    }

    @Test
    @Order(Integer.MAX_VALUE)
    void oneThatIsStoppedFinishesWhatItIsDoingAndStops() {
        settled("stopping");
        HeldAnswer status = proxy.hold("PATCH .*/stopping/status");
        patch("stopping", "{\"spec\":{\"replicas\":2}}");
        status.awaitCarriedOut();

        CompletableFuture<Void> stopped = CompletableFuture.runAsync(operator::stop);
        status.release();

        // terminationGracePeriodSeconds of deploy/operator.yaml is 15, and Quarkus itself wants some of it.
        assertThat(stopped).succeedsWithin(java.time.Duration.ofSeconds(7));
        assertThat(proxy.watches()).isZero();
    }

    private CpuBoundApp settled(String name) {
        apply(name, "image: 'cpubound/backend:1.0.0'");
        return awaited(name, known -> condition(known, "Ready").contains(name + "-"));
    }

    private void apply(String name, String spec) {
        admin.resource(YAML.unmarshal(
                        "---\n{kind: CpuBoundApp, apiVersion: cpubound.io/v1, metadata: {name: " + name
                                + ", namespace: " + NAMESPACE + "}, spec: {replicas: 1, " + spec + "}}",
                        CpuBoundApp.class))
                .create();
    }

    private void patch(String name, String patch) {
        app(name).patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    private Resource<CpuBoundApp> app(String name) {
        return admin.resources(CpuBoundApp.class).inNamespace(NAMESPACE).withName(name);
    }

    private CpuBoundApp awaited(String name, Predicate<CpuBoundApp> until) {
        return app(name)
                .waitUntilCondition(
                        known -> known != null && known.getStatus() != null && until.test(known),
                        SOON_SECONDS,
                        TimeUnit.SECONDS);
    }

    private static <T extends HasMetadata> T soon(Resource<T> resource) {
        return resource.waitUntilCondition(Objects::nonNull, SOON_SECONDS, TimeUnit.SECONDS);
    }

    private static String podName(CpuBoundApp app) {
        return AppIdentity.of(app).podName(app.getStatus().targetRevision(), 0);
    }

    private static String condition(CpuBoundApp app, String type) {
        return app.getStatus().conditions().stream()
                .filter(condition -> condition.getType().equals(type))
                .map(condition -> condition.getStatus() + " " + condition.getReason() + ": " + condition.getMessage())
                .findFirst()
                .orElse("");
    }
}
