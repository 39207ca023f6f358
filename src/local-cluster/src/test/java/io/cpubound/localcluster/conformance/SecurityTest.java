package io.cpubound.localcluster.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import io.cpubound.localcluster.conformance.Api.Answer;
import io.cpubound.localcluster.junit.LocalCluster;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

@LocalCluster
class SecurityTest {

    private static final String RBAC = "rbac.authorization.k8s.io/v1";
    private static final String ACCOUNT = "system:serviceaccount:conf-security:";

    private static Api api;
    private static Scratch scratch;
    private static KubernetesClient client;

    @BeforeAll
    static void start(KubernetesClient given) {
        client = given;
        api = Api.of(client);
        scratch = new Scratch(api, "conf-security");
    }

    @AfterAll
    static void stop() {
        scratch.close();
    }

    private static String token(String account, String spec) {
        return api.post(
                        scratch.path("serviceaccounts/" + account + "/token"),
                        "{apiVersion: authentication.k8s.io/v1, kind: TokenRequest, spec: %s}".formatted(spec))
                .must(201)
                .at("status/token");
    }

    private static Api account(String name) {
        api.post(scratch.path("serviceaccounts"), "{metadata: {name: %s}}".formatted(name))
                .must(201);
        return Api.of(client, token(name, "{expirationSeconds: 600}"));
    }

    private static void grant(String account, String rules) {
        api.post(scratch.path(RBAC, "roles"), "{metadata: {name: %s}, rules: %s}".formatted(account, rules))
                .must(201);
        api.post(
                        scratch.path(RBAC, "rolebindings"),
                        """
                        metadata: {name: %1$s}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: %1$s}
                        subjects: [{kind: ServiceAccount, name: %1$s, namespace: conf-security}]
                        """
                                .formatted(account))
                .must(201);
    }

    /** The real server's authorizer learns of a new role a moment later. */
    private static Answer awaitAllowed(Api user, String path) {
        return user.await(path, answer -> answer.code() != 403);
    }

    @Test
    void aTokenThatNobodyIssuedIsNoBody() {
        Answer answer = Api.of(client, "made-up").get(scratch.path("configmaps"));

        answer.fails(401, "Unauthorized");
        assertThat(answer.at("reason")).isEqualTo("Unauthorized");
    }

    @Test
    void whoSaysNothingIsAnonymous() {
        Api anonymous = Api.of(client, null);
        assumeTrue(anonymous.get("/version").code() != 401, "the server lets nobody be anonymous");

        anonymous
                .get(scratch.path("configmaps"))
                .fails(
                        403,
                        "configmaps is forbidden: User \"system:anonymous\" cannot list resource \"configmaps\" in API group"
                                + " \"\" in the namespace \"conf-security\"");
        anonymous.get("/version").must(200);
        anonymous.get("/readyz").must(200);
        anonymous.get("/api").fails(403, "forbidden: User \"system:anonymous\" cannot get path \"/api\"");
    }

    @Test
    void anAccountMayWhatItsRolesSayAndNoMore() {
        Api reader = account("reader");
        grant("reader", "[{apiGroups: [''], resources: [configmaps], verbs: [list]}]");
        awaitAllowed(reader, scratch.path("configmaps")).must(200);

        reader.get(scratch.path("configmaps/absent"))
                .fails(
                        403,
                        "configmaps \"absent\" is forbidden: User \"" + ACCOUNT
                                + "reader\" cannot get resource \"configmaps\" in API group \"\" in the namespace"
                                + " \"conf-security\"");
        reader.get("/api/v1/configmaps")
                .fails(
                        403,
                        "configmaps is forbidden: User \"" + ACCOUNT
                                + "reader\" cannot list resource \"configmaps\" in API group \"\" at the cluster scope");
        reader.get(scratch.path("configmaps?watch=true")).must(403);
        reader.post(scratch.path("configmaps"), "{metadata: {name: denied}}")
                .fails(
                        403,
                        "configmaps is forbidden: User \"" + ACCOUNT
                                + "reader\" cannot create resource \"configmaps\" in API group \"\" in the namespace"
                                + " \"conf-security\"");
    }

    @Test
    void aRuleMayNameObjectsAndSubresources() {
        Api narrow = account("narrow");
        grant(
                "narrow",
                "[{apiGroups: [''], resources: [configmaps], resourceNames: [mine], verbs: [get]},"
                        + " {apiGroups: [apps], resources: [deployments/scale], verbs: [get]}]");
        scratch.configMap("mine", "a");
        scratch.configMap("other", "a");
        awaitAllowed(narrow, scratch.path("configmaps/mine")).must(200);

        narrow.get(scratch.path("configmaps/other")).must(403);
        narrow.get(scratch.path("apps/v1", "deployments/none")).must(403);
        narrow.get(scratch.path("apps/v1", "deployments/none/scale")).must(404);
    }

    @Test
    void aClusterRoleMayBeBoundInOneNamespace() {
        Api viewer = account("viewer");
        api.post(
                        scratch.path(RBAC, "rolebindings"),
                        """
                        metadata: {name: viewer}
                        roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
                        subjects: [{kind: ServiceAccount, name: viewer, namespace: conf-security}]
                        """)
                .must(201);
        awaitAllowed(viewer, scratch.path("pods")).must(200);

        viewer.get("/api/v1/namespaces/default/pods").must(403);
        viewer.get(scratch.path("secrets")).must(403);
    }

    @Test
    void anyoneMayAskWhatHeMayDo() {
        Api asker = account("asker");
        grant("asker", "[{apiGroups: [apps], resources: [deployments], verbs: [get, patch]}]");
        String path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
        String question =
                "{spec: {resourceAttributes: {namespace: conf-security, verb: %s, group: apps, resource: deployments}}}";
        awaitAllowed(asker, scratch.path("apps/v1", "deployments/none"));
        Answer yes = asker.post(path, question.formatted("patch"));
        Answer no = asker.post(path, question.formatted("delete"));

        assertThat(yes.must(201).body().at("/status/allowed").asBoolean()).isTrue();
        assertThat(no.must(201).body().at("/status/allowed").asBoolean()).isFalse();
    }

    @Test
    void anyoneMayAskWhoHeIs() {
        Answer self = account("self").post("/apis/authentication.k8s.io/v1/selfsubjectreviews", "{}");

        assertThat(self.must(201).at("status/userInfo/username")).isEqualTo(ACCOUNT + "self");
        assertThat(self.body().at("/status/userInfo/groups").valueStream().map(JsonNode::asText))
                .contains("system:serviceaccounts", "system:serviceaccounts:conf-security", "system:authenticated");
    }

    @Test
    void whoMayActsAsSomebodyElse() {
        Answer asBob = api.get(scratch.path("configmaps"), "Impersonate-User", "bob");
        Answer refused = account("actor").get(scratch.path("configmaps"), "Impersonate-User", "bob");

        assertThat(asBob.must(403).message()).contains("User \"bob\" cannot list");
        assertThat(refused.must(403).message()).contains("User \"" + ACCOUNT + "actor\" cannot impersonate");
    }

    @Test
    void nobodyGrantsWhatHeHasNot() {
        Api climber = account("climber");
        grant("climber", "[{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [get, create]}]");
        awaitAllowed(climber, scratch.path(RBAC, "roles/climber"));
        Answer refused = climber.post(
                scratch.path(RBAC, "roles"),
                "{metadata: {name: more}, rules: [{apiGroups: [''], resources: [secrets], verbs: [get]}]}");
        Answer allowed = climber.post(
                scratch.path(RBAC, "roles"),
                "{metadata: {name: same}, rules: [{apiGroups: [rbac.authorization.k8s.io], resources: [roles], verbs: [get]}]}");

        assertThat(refused.must(403).message())
                .startsWith("roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"" + ACCOUNT
                        + "climber\" (groups=[")
                .contains("is attempting to grant RBAC permissions not currently held:\n"
                        + "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\"]}");
        allowed.must(201);
    }

    @Test
    void aTokenEndsWithItsAccountAndIsForOneAudience() {
        Api leaver = account("leaver");
        awaitAllowed(leaver, "/api").must(200);
        Api elsewhere = Api.of(client, token("leaver", "{audiences: [vault], expirationSeconds: 600}"));
        elsewhere.get("/api").must(401);
        api.delete(scratch.path("serviceaccounts/leaver")).must(200);

        leaver.await("/api", answer -> answer.code() == 401);
    }
}
