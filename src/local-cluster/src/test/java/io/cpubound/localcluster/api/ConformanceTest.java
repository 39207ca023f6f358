package io.cpubound.localcluster.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What any API server does; with {@code -Dcluster=current} asked of the one that KUBECONFIG names. */
class ConformanceTest {

    private static final String NAMESPACE = "api-conformance";
    private static final String CRD = "crds/cpuboundapps.cpubound.io.yaml";

    private static ApiServer server;
    private static KubernetesClient client;

    @BeforeAll
    static void start() throws IOException {
        if ("current".equals(System.getProperty("cluster"))) {
            client = new KubernetesClientBuilder().build();
        } else {
            server = ApiServer.start(new ApiServerOptions(Files.createTempDirectory("api"), 0));
            client = client(Config.fromKubeconfig(server.adminKubeconfig()));
        }
        client.resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
    }

    @AfterAll
    static void stop() {
        client.namespaces().withName(NAMESPACE).delete();
        client.close();
        if (server != null) {
            server.close();
        }
    }

    private static KubernetesClient client(Config config) {
        return new KubernetesClientBuilder().withConfig(config).build();
    }

    private static ConfigMap configMap(String name, String value) {
        return new ConfigMapBuilder()
                .withNewMetadata()
                .withName(name)
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withData(Map.of("key", value))
                .build();
    }

    private static PatchContext apply(String manager) {
        return new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(manager)
                .build();
    }

    @Test
    void anObjectExistsOnce() {
        client.resource(configMap("once", "a")).create();

        assertThatThrownBy(() -> client.resource(configMap("once", "a")).create())
                .hasMessageContaining("configmaps \"once\" already exists");
    }

    @Test
    void anUpdateOfAnOldVersionIsAConflict() {
        ConfigMap first = client.resource(configMap("version", "a")).create();
        client.resource(configMap("version", "b")).update();
        ConfigMap stale =
                new ConfigMapBuilder(first).withData(Map.of("key", "c")).build();

        assertThatThrownBy(() -> client.resource(stale).lockResourceVersion().update())
                .hasMessageContaining("the object has been modified; please apply your changes to the latest version");
    }

    @Test
    void nothingIsMadeInANamespaceThatIsNotThere() {
        ConfigMap lost = new ConfigMapBuilder(configMap("lost", "a"))
                .editMetadata()
                .withNamespace("nowhere")
                .endMetadata()
                .build();

        assertThatThrownBy(() -> client.resource(lost).create())
                .hasMessageContaining("namespaces \"nowhere\" not found");
    }

    @Test
    void anApplyOfAForeignFieldIsAConflict() {
        client.resource(configMap("owned", "a")).patch(apply("one"));

        assertThatThrownBy(() -> client.resource(configMap("owned", "b")).patch(apply("two")))
                .hasMessageContaining("conflict with \"one\": .data.key");
    }

    @Test
    void anApplyThatChangesNothingIsNoWrite() {
        ConfigMap first = client.resource(configMap("quiet", "a")).patch(apply("one"));
        ConfigMap second = client.resource(configMap("quiet", "a")).patch(apply("one"));

        assertThat(second.getMetadata().getResourceVersion())
                .isEqualTo(first.getMetadata().getResourceVersion());
    }

    @Test
    void aDryRunStoresNothing() {
        client.resource(configMap("dry", "a")).dryRun().create();

        assertThat(client.configMaps().inNamespace(NAMESPACE).withName("dry").get())
                .isNull();
    }

    @Test
    void aFinalizerHoldsADeletedObject() {
        ConfigMap held = new ConfigMapBuilder(configMap("held", "a"))
                .editMetadata()
                .withFinalizers("cpubound.io/test")
                .endMetadata()
                .build();
        client.resource(held).create();
        client.resource(held).delete();
        ConfigMap marked = client.resource(held).get();
        client.resource(held).edit(it -> new ConfigMapBuilder(it)
                .editMetadata()
                .withFinalizers(List.of())
                .endMetadata()
                .build());

        assertThat(marked.getMetadata().getDeletionTimestamp()).isNotNull();
        assertThat(client.resource(held).get()).isNull();
    }

    @Test
    void labelsSelect() {
        client.resource(new ConfigMapBuilder(configMap("labelled", "a"))
                        .editMetadata()
                        .withLabels(Map.of("tier", "front"))
                        .endMetadata()
                        .build())
                .create();

        assertThat(client.configMaps()
                        .inNamespace(NAMESPACE)
                        .withLabelIn("tier", "front", "back")
                        .list()
                        .getItems())
                .extracting(it -> it.getMetadata().getName())
                .containsExactly("labelled");
    }

    @Test
    void aWatchTellsWhatHappens() throws InterruptedException {
        BlockingQueue<String> seen = new LinkedBlockingQueue<>();
        try (Watch watch =
                client.configMaps().inNamespace(NAMESPACE).withName("watched").watch(into(seen))) {
            client.resource(configMap("watched", "a")).create();
            client.resource(configMap("watched", "b")).update();
            client.resource(configMap("watched", "b")).delete();

            for (String event : List.of("ADDED a", "MODIFIED b", "DELETED b")) {
                assertThat(seen.poll(10, TimeUnit.SECONDS)).isEqualTo(event);
            }
        }
    }

    private static Watcher<ConfigMap> into(BlockingQueue<String> seen) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, ConfigMap resource) {
                seen.add(action + " " + resource.getData().get("key"));
            }

            @Override
            public void onClose(WatcherException cause) {
                seen.add("closed " + cause);
            }
        };
    }

    @Test
    void aServiceGetsAnAddressAndKeepsIt() {
        Service service = new ServiceBuilder()
                .withNewMetadata()
                .withName("addressed")
                .withNamespace(NAMESPACE)
                .endMetadata()
                .withNewSpec()
                .addNewPort()
                .withPort(80)
                .endPort()
                .endSpec()
                .build();
        Service first = client.resource(service).patch(apply("one"));
        Service second = client.resource(service).patch(apply("one"));

        assertThat(first.getSpec().getClusterIP()).isNotEmpty();
        assertThat(second.getSpec().getClusterIP()).isEqualTo(first.getSpec().getClusterIP());
    }

    @Test
    void aPodWithoutANodeIsDeletedAtOnce() {
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("runner")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        var pod = client.resource(new PodBuilder()
                        .withNewMetadata()
                        .withName("nodeless")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewSpec()
                        .withServiceAccountName("runner")
                        .withNodeSelector(Map.of("no", "such-node"))
                        .addNewContainer()
                        .withName("c")
                        .withImage("nginx:1.22")
                        .endContainer()
                        .endSpec()
                        .build())
                .create();
        client.resource(pod).delete();

        assertThat(pod.getStatus().getPhase()).isEqualTo("Pending");
        assertThat(client.resource(pod).get()).isNull();
    }

    @Test
    void aServiceAccountMayOnlyWhatARoleSays() {
        client.resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .build())
                .create();
        client.resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .addNewRule()
                        .withApiGroups("")
                        .withResources("configmaps")
                        .withVerbs("list")
                        .endRule()
                        .build())
                .create();
        client.resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName("reader")
                        .withNamespace(NAMESPACE)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", "Role", "reader")
                        .addNewSubject("", "ServiceAccount", "reader", NAMESPACE)
                        .build())
                .create();
        String token = client.serviceAccounts()
                .inNamespace(NAMESPACE)
                .withName("reader")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(600L)
                        .endSpec()
                        .build())
                .getStatus()
                .getToken();
        Config known = client.getConfiguration();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(known.getMasterUrl())
                .withCaCertData(known.getCaCertData())
                .withCaCertFile(known.getCaCertFile())
                .withOauthToken(token)
                .build();
        try (KubernetesClient reader = client(config)) {
            assertThat(reader.configMaps().inNamespace(NAMESPACE).list()).isNotNull();
            assertThatThrownBy(() -> reader.resource(configMap("denied", "a")).create())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining("configmaps is forbidden: User \"system:serviceaccount:" + NAMESPACE
                            + ":reader\" cannot create resource \"configmaps\" in API group \"\" in the namespace \""
                            + NAMESPACE + "\"");
        }
    }

    @Test
    void aCustomResourceIsDefaultedAndChecked() throws IOException {
        String crd = Files.readString(Path.of(System.getProperty("project.root"), CRD));
        if (client.resource(crd).get() == null) {
            client.resource(crd).create();
        }
        client.apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("cpuboundapps.cpubound.io")
                .waitUntilCondition(
                        it -> it != null
                                && it.getStatus().getConditions() != null
                                && it.getStatus().getConditions().stream()
                                        .anyMatch(one -> one.getType().equals("Established")
                                                && one.getStatus().equals("True")),
                        10,
                        TimeUnit.SECONDS);
        GenericKubernetesResource made = app("defaulted", 3);
        var spec = client.resource(made).create();

        assertThat(spec.<Integer>get("spec", "port")).isEqualTo(8080);
        assertThatThrownBy(() -> client.resource(app("refused", -1)).create())
                .hasMessageContaining(
                        "CpuBoundApp.cpubound.io \"refused\" is invalid: [spec.replicas: Invalid value: -1:"
                                + " spec.replicas in body should be greater than or equal to 0, .spec.replicas: Invalid value:"
                                + " -1: should be a non-negative integer, spec: Invalid value: rollout.partition must be at"
                                + " most replicas, since there is no slot past them: lower it]");
    }

    private static GenericKubernetesResource app(String name, int replicas) {
        GenericKubernetesResource app = new GenericKubernetesResource();
        app.setApiVersion("cpubound.io/v1");
        app.setKind("CpuBoundApp");
        app.setMetadata(new io.fabric8.kubernetes.api.model.ObjectMetaBuilder()
                .withName(name)
                .withNamespace(NAMESPACE)
                .build());
        app.setAdditionalProperty("spec", Map.of("image", "cpubound/backend:1.0.0", "replicas", replicas));
        return app;
    }
}
