package io.cpubound.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.cpubound.cli.api.Cluster;
import io.cpubound.cli.api.Connection;
import io.cpubound.cli.command.Cba;
import io.cpubound.cli.command.Shell;
import io.cpubound.cli.command.Shell.Screen;
import io.cpubound.localcluster.LocalCluster;
import io.cpubound.localcluster.LocalClusterOptions;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * A namespace of the local cluster's API server, with the real CRD. The operator is not there: what it would write, a test
 * writes. The server is one for all tests of this JVM.
 */
public final class TestCluster {

    public static final Instant NOW = Instant.parse("2026-11-25T12:00:00Z");
    public static final Path ROOT = Path.of(System.getProperty("project.root"));

    private static final KubernetesSerialization YAML = new KubernetesSerialization();
    private static LocalCluster cluster;
    private static int namespaces;

    private final String namespace;

    /** How a command has ended, and what it has said. */
    public record Ended(int exitCode, String out, String err) {}

    private TestCluster(String namespace) {
        this.namespace = namespace;
    }

    /** A new namespace. */
    public static synchronized TestCluster create() throws IOException {
        if (cluster == null) {
            cluster = LocalCluster.start(
                    new LocalClusterOptions(Files.createTempDirectory("cba"), 0, ROOT, Set.of("node", "controllers")));
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close));
            client().resource(definition()).create();
        }
        String name = "cba-" + namespaces++;
        client().resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .endMetadata()
                        .build())
                .create();
        return new TestCluster(name);
    }

    public static CustomResourceDefinition definition() throws IOException {
        return YAML.unmarshal(
                Files.readString(ROOT.resolve("crds").resolve("cpuboundapps.cpubound.io.yaml")),
                CustomResourceDefinition.class);
    }

    public static KubernetesClient client() {
        return cluster.client();
    }

    public String namespace() {
        return namespace;
    }

    public static Path kubeconfig() {
        return cluster.api().kubeconfigFile();
    }

    /** Makes an app. */
    public GenericKubernetesResource app(String name, String spec) {
        return client().resource(YAML.unmarshal(
                        """
                        {"apiVersion":"cpubound.io/v1","kind":"CpuBoundApp","metadata":{"name":"%s","namespace":"%s"},"spec":%s}
                        """
                                .formatted(name, namespace, spec),
                        GenericKubernetesResource.class))
                .create();
    }

    public Resource<GenericKubernetesResource> resource(String name) {
        return client().genericKubernetesResources("cpubound.io/v1", "CpuBoundApp")
                .inNamespace(namespace)
                .withName(name);
    }

    public Object spec(String name, Object... path) {
        List<Object> full = new ArrayList<>(List.of("spec"));
        full.addAll(List.of(path));
        return resource(name).get().get(full.toArray());
    }

    /** Changes the app as some user does. */
    public void merge(String name, String json) {
        resource(name).patch(PatchContext.of(PatchType.JSON_MERGE), json);
    }

    /** A JSON patch, sent as the plugin does. */
    public boolean patch(String name, List<Map<String, Object>> operations) {
        try (Cluster opened = Cluster.open(new Connection(kubeconfig(), null, namespace).config())) {
            return opened.patch(name, operations);
        }
    }

    /** Does something while the CRD is not there. All apps are lost by it. */
    public static void withoutDefinition(Runnable doing) {
        CustomResourceDefinition definition = client().apiextensions()
                .v1()
                .customResourceDefinitions()
                .withName("cpuboundapps.cpubound.io")
                .get();
        client().resource(definition).delete();
        client().resource(definition).waitUntilCondition(java.util.Objects::isNull, 10, TimeUnit.SECONDS);
        try {
            doing.run();
        } finally {
            definition.getMetadata().setResourceVersion(null);
            client().resource(definition).create();
        }
    }

    /** Writes the status as the operator would after it has looked at the spec as it is now. */
    public void status(String name, String json) {
        long generation = resource(name).get().getMetadata().getGeneration();
        Map<String, Object> status = new java.util.HashMap<>(
                YAML.unmarshal(json, new com.fasterxml.jackson.core.type.TypeReference<Map<String, Object>>() {}));
        status.put("observedGeneration", generation);
        resource(name)
                .subresource("status")
                .patch(PatchContext.of(PatchType.JSON_MERGE), YAML.asJson(Map.of("status", status)));
    }

    /** A status whose condition Ready is so. */
    public void ready(String name, String status, String reason, String wanted, String others) {
        status(
                name,
                """
                {"summary":"%s","currentRevision":"aaaaaaaaaa","updateRevision":"%s",
                 "conditions":[{"type":"Ready","status":"%s","reason":"%s","message":"m","lastTransitionTime":"2026-11-25T11:00:00Z"}]%s}
                """
                        .formatted(reason, wanted, status, reason, others));
    }

    /** Makes a ControllerRevision of the app. */
    public void revision(String name, int number, String hash, String template) {
        revision(name, number, hash, template, "");
    }

    /** The same, with the reason for the change. */
    public void revision(String name, int number, String hash, String template, String changeCause) {
        GenericKubernetesResource revision = YAML.unmarshal(
                """
                {"apiVersion":"apps/v1","kind":"ControllerRevision",
                 "metadata":{"name":"%s-%s","namespace":"%s","labels":{"cpubound.io/app":"%s","cpubound.io/revision":"%s"}},
                 "revision":%d,"data":{"template":%s}}
                """
                        .formatted(name, hash, namespace, name, hash, number, template),
                GenericKubernetesResource.class);
        if (!changeCause.isEmpty()) {
            revision.getMetadata().setAnnotations(Map.of("kubernetes.io/change-cause", changeCause));
        }
        revision.getMetadata()
                .setOwnerReferences(List.of(new OwnerReferenceBuilder()
                        .withApiVersion("cpubound.io/v1")
                        .withKind("CpuBoundApp")
                        .withName(name)
                        .withUid(resource(name).get().getMetadata().getUid())
                        .withController(true)
                        .build()));
        client().resource(revision).create();
    }

    /** Runs a command in this process, at {@link #NOW}. */
    public Ended run(String... arguments) {
        return run(Clock.fixed(NOW, ZoneOffset.UTC), arguments);
    }

    public Ended run(Clock clock, String... arguments) {
        return runAsIs(clock, here(arguments));
    }

    /** Begins a command in a thread of its own. */
    public Running start(String... arguments) {
        return new Running(Clock.systemUTC(), here(arguments));
    }

    private String[] here(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--kubeconfig", kubeconfig().toString(), "-n", namespace));
        return all.toArray(String[]::new);
    }

    /** Without saying which cluster. */
    public static Ended runAsIs(Clock clock, String... arguments) {
        return new Running(clock, arguments).end();
    }

    /** A command that has not ended yet. */
    public static final class Running {
        // StringBuffer, which is inside, may be read while it is written.
        private final StringWriter out = new StringWriter();
        private final StringWriter err = new StringWriter();
        private final CompletableFuture<Integer> exitCode;

        private Running(Clock clock, String... arguments) {
            Shell shell = new Shell(new PrintWriter(out), new PrintWriter(err), clock, Screen.NONE);
            exitCode = CompletableFuture.supplyAsync(() -> Cba.run(shell, arguments));
        }

        /** Waits until it has said this, and has not ended with it. */
        public void awaitOut(String text) {
            await().atMost(Duration.ofSeconds(60)).until(() -> out.toString().contains(text) || exitCode.isDone());
            assertThat(out.toString()).contains(text);
            assertThat(exitCode).isNotDone();
        }

        /** Waits for its end. */
        public Ended end() {
            int code = exitCode.join();
            return new Ended(code, out.toString(), err.toString());
        }
    }
}
