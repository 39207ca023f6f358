package io.cpubound.operator.act;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.resources.AppPod;
import io.cpubound.operator.resources.KeptVerification;
import io.cpubound.rollout.Action;
import io.cpubound.rollout.PodId;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;
import io.fabric8.kubernetes.api.model.apps.ControllerRevision;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Each pod is asked what its own revision must answer. The pods of these apps answer "one", which is right for the first. */
@LocalCluster(without = {"node", "controllers"})
@Timeout(60)
class VerificationOfRevisionsTest {

    private static final KubernetesSerialization JSON = new KubernetesSerialization();

    private final HttpServer server = answering("one");
    private LiveApp live;

    /** The first revision, and its hash. */
    private String first;

    @BeforeEach
    void deploy(KubernetesClient admin) {
        live = new LiveApp(admin, ", rollout: {verification: " + expecting("one") + "}");
        first = live.revision().hash();
        carryOut();
    }

    @AfterEach
    void remove() {
        live.close();
        server.stop(0);
    }

    /** Otherwise the one before could not be made again, and a rollback would never end. */
    @Test
    void aPodOfTheRevisionBeforeIsAskedWhatThatMustAnswer() {
        change("{image: 'busybox:2', rollout: {verification: " + expecting("two") + "}}");

        assertThat(verified(first, 0)).isEqualTo("True Verified");
        assertThat(verified(live.revision().hash(), 1)).isEqualTo("False WrongBody");
    }

    @Test
    void aRevisionThatUndoToNamesComesWithWhatItMustAnswer() {
        change("{image: 'busybox:2', rollout: {verification: " + expecting("two") + "}}");
        carryOut();
        change("{rollout: {undoTo: 1}}");

        assertThat(verified(first, 0)).isEqualTo("True Verified");
        assertThat(kept(first)).as("the spec does not describe it").contains("one");
    }

    @Test
    void aRevisionThatIsNotVerifiedHasPodsWithoutAGateWhateverTheNextOneHas() {
        change("{rollout: {verification: null}}");
        carryOut();
        change("{image: 'busybox:2', rollout: {verification: " + expecting("two") + "}}");

        assertThat(made(first, 0).getSpec().getReadinessGates()).isEmpty();
        assertThat(made(live.revision().hash(), 1).getSpec().getReadinessGates())
                .hasSize(1);
    }

    @Test
    void theRevisionBeforeIsVerifiedStillWhenTheNextOneIsNot() {
        change("{image: 'busybox:2', rollout: {verification: null}}");

        assertThat(made(first, 0).getSpec().getReadinessGates()).hasSize(1);
        assertThat(made(live.revision().hash(), 1).getSpec().getReadinessGates())
                .isEmpty();
    }

    @Test
    void toChangeOnlyTheVerificationMakesNoRevisionAndHoldsAtOnce() {
        change("{rollout: {verification: " + expecting("two") + "}}");

        assertThat(verified(first, 0)).isEqualTo("False WrongBody");
        assertThat(live.look().revisions())
                .singleElement()
                .extracting(ControllerRevision::getRevision)
                .isEqualTo(1L);
        assertThat(kept(first)).contains("two");
    }

    @Test
    void aRevisionThatAnOperatorOfBeforeStoredIsVerifiedAsTheSpecSays() {
        live.admin.resource(live.look().revisions().get(0)).edit(revision -> {
            revision.getMetadata().getAnnotations().remove(KeptVerification.ANNOTATION);
            return revision;
        });
        change("{image: 'busybox:2', rollout: {verification: " + expecting("two") + "}}");

        assertThat(verified(first, 0)).isEqualTo("False WrongBody");
    }

    /** Makes a pod and verifies it; what its condition says then. */
    private String verified(String revision, int slot) {
        PodId id = LiveApp.id(made(revision, slot));
        live.admin.pods().inNamespace(live.namespace).withName(id.name()).editStatus(pod -> pod.edit()
                .editOrNewStatus()
                .withPodIP(server.getAddress().getAddress().getHostAddress())
                .endStatus()
                .build());
        PodCondition verdict = await().until(
                        () -> {
                            carryOut(new Action.VerifyPod(id, "test"));
                            return live.pod(id.name()).getStatus().getConditions().stream()
                                    .filter(condition -> condition.getType().equals(AppPod.VERIFIED))
                                    .findFirst();
                        },
                        Optional::isPresent)
                .orElseThrow();
        return verdict.getStatus() + " " + verdict.getReason();
    }

    private Pod made(String revision, int slot) {
        carryOut(new Action.CreatePod(slot, revision, "test"));
        return live.pod(live.identity().podName(revision, slot));
    }

    private void carryOut(Action... actions) {
        Outcome outcome = live.actor.carryOut(live.look(), Plans.of(actions));
        outcome.rethrow();
        assertThat(outcome.refusals()).isEmpty();
    }

    private String kept(String hash) {
        return live.admin
                .resources(ControllerRevision.class)
                .inNamespace(live.namespace)
                .withName(live.identity().revisionName(hash))
                .get()
                .getMetadata()
                .getAnnotations()
                .get(KeptVerification.ANNOTATION);
    }

    private void change(String spec) {
        live.admin
                .resources(CpuBoundApp.class)
                .inNamespace(live.namespace)
                .withName(LiveApp.NAME)
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        JSON.asJson(JSON.unmarshal("---\n{spec: " + spec + "}", JsonNode.class)));
    }

    private String expecting(String body) {
        return "{expectedBody: " + body + ", attempts: 1, httpGet: {path: /, port: "
                + server.getAddress().getPort() + "}}";
    }

    private static HttpServer answering(String body) {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getByName("127.0.0.1"), 0), 0);
            server.createContext("/", exchange -> {
                byte[] answer = body.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, answer.length);
                exchange.getResponseBody().write(answer);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
