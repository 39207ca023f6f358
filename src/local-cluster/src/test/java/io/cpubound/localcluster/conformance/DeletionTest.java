package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** How things end: finalizers, owners, namespaces, grace, budgets. */
@LocalCluster
class DeletionTest {

    private static final String NO_FINALIZERS = "{metadata: {finalizers: null}}";

    private static Api api;
    private static Scratch scratch;

    @BeforeAll
    static void start(KubernetesClient client) {
        api = Api.of(client);
        scratch = new Scratch(api, "conf-deletion");
    }

    @AfterAll
    static void stop() {
        scratch.close();
    }

    private static String map(String name) {
        return scratch.path("configmaps/" + name);
    }

    private static boolean isGone(Answer answer) {
        return answer.code() == 404;
    }

    @Test
    void aDeletionOfWhatEndsAtOnceIsAStatusWithItsUid() {
        String uid = scratch.configMap("plain", "a").at("metadata/uid");
        Answer deleted = api.delete(map("plain")).must(200);

        assertThat(deleted.at("status")).isEqualTo("Success");
        assertThat(deleted.at("details/name")).isEqualTo("plain");
        assertThat(deleted.at("details/kind")).isEqualTo("configmaps");
        assertThat(deleted.at("details/uid")).isEqualTo(uid);
        api.delete(map("plain")).fails(404, "configmaps \"plain\" not found");
    }

    @Test
    void aFinalizerHoldsTheObjectAndNoneIsAddedLater() {
        api.post(scratch.path("configmaps"), "{metadata: {name: held, finalizers: [conf.io/a]}}")
                .must(201);
        Answer marked = api.delete(map("held")).must(200);
        Answer again = api.delete(map("held")).must(200);
        Answer added = api.merge(map("held"), "{metadata: {finalizers: [conf.io/a, conf.io/b]}}");
        Answer written = api.merge(map("held"), "{data: {still: writable}}");
        Answer freed = api.merge(map("held"), NO_FINALIZERS);

        assertThat(marked.at("metadata/deletionTimestamp")).isNotEmpty();
        assertThat(marked.at("metadata/deletionGracePeriodSeconds")).isEqualTo("0");
        assertThat(again.version()).isEqualTo(marked.version());
        added.fails(
                422,
                "ConfigMap \"held\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the"
                        + " object is being deleted, found new finalizers []string{\"conf.io/b\"}");
        written.must(200);
        freed.must(200);
        api.get(map("held")).must(404);
    }

    private static void owned(String owner, String uid, String name, boolean blocks) {
        api.post(
                        scratch.path("configmaps"),
                        """
                        metadata:
                          name: %s
                          finalizers: [conf.io/hold]
                          ownerReferences:
                          - {apiVersion: v1, kind: ConfigMap, name: %s, uid: %s, blockOwnerDeletion: %s}
                        """
                                .formatted(name, owner, uid, blocks))
                .must(201);
    }

    @Test
    void aForegroundDeletionWaitsForDependents() {
        String uid = scratch.configMap("front", "a").at("metadata/uid");
        owned("front", uid, "front-child", true);
        Answer marked =
                api.delete(map("front"), "{propagationPolicy: Foreground}").must(200);
        api.await(map("front-child"), child -> !child.at("metadata/deletionTimestamp")
                .isEmpty());
        Answer waiting = api.get(map("front"));
        api.merge(map("front-child"), NO_FINALIZERS).must(200);

        assertThat(marked.at("metadata/finalizers/0")).isEqualTo("foregroundDeletion");
        waiting.must(200);
        api.await(map("front"), DeletionTest::isGone);
    }

    @Test
    void aBackgroundDeletionIsFollowedByItsDependents() {
        String uid = scratch.configMap("back", "a").at("metadata/uid");
        owned("back", uid, "back-child", true);
        api.delete(map("back"), "{propagationPolicy: Background}").must(200);

        api.get(map("back")).must(404);
        api.await(map("back-child"), child -> !child.at("metadata/deletionTimestamp")
                .isEmpty());
        api.merge(map("back-child"), NO_FINALIZERS).must(200);
    }

    @Test
    void anOrphanLosesItsOwnerAndStays() {
        String uid = scratch.configMap("parent", "a").at("metadata/uid");
        owned("parent", uid, "orphan", false);
        api.delete(map("parent"), "{propagationPolicy: Orphan}").must(200);
        api.await(map("parent"), DeletionTest::isGone);
        Answer orphan = api.get(map("orphan")).must(200);

        assertThat(orphan.body().at("/metadata/ownerReferences")).isEmpty();
        assertThat(orphan.at("metadata/deletionTimestamp")).isEmpty();
        api.merge(map("orphan"), NO_FINALIZERS).must(200);
    }

    @Test
    void whatNamesAnOwnerThatIsNotThereGoes() {
        owned("nobody", "00000000-0000-0000-0000-000000000001", "lost", true);

        api.await(map("lost"), lost -> !lost.at("metadata/deletionTimestamp").isEmpty());
        api.merge(map("lost"), NO_FINALIZERS).must(200);
    }

    @Test
    void aPolicyIsOneOfThree() {
        scratch.configMap("policy", "a");
        api.delete(map("policy"), "{propagationPolicy: Sideways}")
                .fails(
                        422,
                        "DeleteOptions.meta.k8s.io \"\" is invalid: propagationPolicy: Unsupported value: \"Sideways\":"
                                + " supported values: \"Foreground\", \"Background\", \"Orphan\", \"nil\"");
    }

    @Test
    void aNamespaceTakesNothingNewWhileItEnds(KubernetesClient client) {
        Scratch ending = new Scratch(api, "conf-ending");
        api.post(ending.path("configmaps"), "{metadata: {name: held, finalizers: [conf.io/a]}}")
                .must(201);
        Answer marked = api.delete("/api/v1/namespaces/conf-ending").must(200);
        Answer refused = api.post(ending.path("configmaps"), "{metadata: {name: late}}");
        Answer remaining = api.await("/api/v1/namespaces/conf-ending", answer -> answer.body()
                .at("/status/conditions")
                .valueStream()
                .anyMatch(one -> one.path("type").asText().equals("NamespaceFinalizersRemaining")
                        && one.path("status").asText().equals("True")));
        api.merge(ending.path("configmaps/held"), NO_FINALIZERS).must(200);

        assertThat(marked.at("status/phase")).isEqualTo("Terminating");
        refused.fails(
                403,
                "configmaps \"late\" is forbidden: unable to create new content in namespace conf-ending because it is"
                        + " being terminated");
        assertThat(refused.at("details/causes/0/reason")).isEqualTo("NamespaceTerminating");
        assertThat(refused.at("details/causes/0/message")).isEqualTo("namespace conf-ending is being terminated");
        assertThat(refused.at("details/causes/0/field")).isEqualTo("metadata.namespace");
        assertThat(condition(remaining, "NamespaceFinalizersRemaining"))
                .isEqualTo(
                        "SomeFinalizersRemain: Some content in the namespace has finalizers remaining: conf.io/a in 1"
                                + " resource instances");
        assertThat(condition(remaining, "NamespaceContentRemaining"))
                .isEqualTo("SomeResourcesRemain: Some resources are remaining: configmaps. has 1 resource instances");
        api.await("/api/v1/namespaces/conf-ending", DeletionTest::isGone);
    }

    private static String condition(Answer answer, String type) {
        return answer.body()
                .at("/status/conditions")
                .valueStream()
                .filter(one -> one.path("type").asText().equals(type))
                .map(one ->
                        one.path("reason").asText() + ": " + one.path("message").asText())
                .findFirst()
                .orElse("");
    }

    @Test
    void theFirstNamespacesStay() {
        api.delete("/api/v1/namespaces/kube-system")
                .fails(403, "namespaces \"kube-system\" is forbidden: this namespace may not be deleted");
        api.delete("/api/v1/namespaces/default").must(403);
    }

    private static void running(String name, String labels, int grace) {
        api.post(
                        scratch.path("pods"),
                        """
                        metadata: {name: %s, labels: {%s}}
                        spec:
                          terminationGracePeriodSeconds: %d
                          containers:
                          - {name: c, image: 'busybox:1.37', command: [sleep, '1000'], lifecycle: {preStop: {sleep: {seconds: %d}}}}
                        """
                                .formatted(name, labels, grace, Math.max(1, grace - 5)))
                .must(201);
    }

    private static Answer awaitRunning(String name) {
        return api.await(
                scratch.path("pods/" + name), pod -> pod.at("status/phase").equals("Running"));
    }

    @Test
    void aPodHasItsGraceAndASecondDeletionCanOnlyShortenIt() {
        running("graceful", "", 60);
        awaitRunning("graceful");
        Answer first = api.delete(scratch.path("pods/graceful")).must(200);
        Answer longer =
                api.delete(scratch.path("pods/graceful?gracePeriodSeconds=90")).must(200);
        Answer shorter =
                api.delete(scratch.path("pods/graceful?gracePeriodSeconds=1")).must(200);

        Duration left = Duration.between(Instant.now(), Instant.parse(first.at("metadata/deletionTimestamp")));
        assertThat(left.toSeconds()).isBetween(40L, 61L);
        assertThat(first.at("metadata/deletionGracePeriodSeconds")).isEqualTo("60");
        assertThat(longer.at("metadata/deletionTimestamp")).isEqualTo(first.at("metadata/deletionTimestamp"));
        assertThat(shorter.at("metadata/deletionGracePeriodSeconds")).isEqualTo("1");
        api.delete(scratch.path("pods/graceful?gracePeriodSeconds=0")).must(200);
        api.get(scratch.path("pods/graceful")).must(404);
    }

    @Test
    void aPodThatNoNodeHasIsDeletedAtOnce() {
        Answer made = api.post(scratch.path("pods"), WritesTest.pod("nodeless")).must(201);
        api.delete(scratch.path("pods/nodeless")).must(200);

        assertThat(made.at("status/phase")).isEqualTo("Pending");
        api.get(scratch.path("pods/nodeless")).must(404);
    }

    @Test
    void aForcedDeletionTakesThePodAwayAtOnce() {
        running("forced", "", 60);
        awaitRunning("forced");
        api.delete(scratch.path("pods/forced"), "{gracePeriodSeconds: 0}").must(200);

        api.get(scratch.path("pods/forced")).must(404);
    }

    @Test
    void anEvictionIsRefusedWhileTheBudgetIsSpent() {
        running("guarded-1", "app: guarded", 1);
        running("guarded-2", "app: guarded", 1);
        awaitRunning("guarded-1");
        awaitRunning("guarded-2");
        String budgets = scratch.path("policy/v1", "poddisruptionbudgets");
        api.post(
                        budgets,
                        "{metadata: {name: guarded}, spec: {minAvailable: 2, selector: {matchLabels: {app: guarded}}}}")
                .must(201);
        Answer full = api.await(budgets + "/guarded", budget -> budget.at("status/currentHealthy")
                .equals("2"));
        Answer refused = evict("guarded-1");
        api.merge(budgets + "/guarded", "{spec: {minAvailable: 1}}").must(200);
        Answer open = api.await(budgets + "/guarded", budget -> budget.at("status/disruptionsAllowed")
                .equals("1"));
        Answer evicted = evict("guarded-1");

        assertThat(full.at("status/desiredHealthy")).isEqualTo("2");
        assertThat(full.at("status/expectedPods")).isEqualTo("2");
        assertThat(full.at("status/disruptionsAllowed")).isEqualTo("0");
        assertThat(condition(full, "DisruptionAllowed")).isEqualTo("InsufficientPods: ");
        refused.fails(429, "Cannot evict pod as it would violate the pod's disruption budget.");
        assertThat(refused.at("reason")).isEqualTo("TooManyRequests");
        assertThat(refused.at("details/causes/0/reason")).isEqualTo("DisruptionBudget");
        assertThat(refused.at("details/causes/0/message"))
                .isEqualTo("The disruption budget guarded needs 2 healthy pods and has 2 currently");
        assertThat(condition(open, "DisruptionAllowed")).isEqualTo("SufficientPods: ");
        assertThat(evicted.must(201).at("status")).isEqualTo("Success");
        api.delete(scratch.path("pods/guarded-2?gracePeriodSeconds=0"));
    }

    private static Answer evict(String pod) {
        return api.post(
                scratch.path("pods/" + pod + "/eviction"),
                "{apiVersion: policy/v1, kind: Eviction, metadata: {name: %s}}".formatted(pod));
    }
}
