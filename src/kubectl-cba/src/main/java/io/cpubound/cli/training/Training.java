package io.cpubound.cli.training;

import io.cpubound.cli.command.Cba;
import io.cpubound.cli.command.Shell;
import io.cpubound.cli.command.Shell.Screen;
import io.cpubound.cli.view.Paint;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;

/**
 * Runs the commands once against an empty cluster that KUBECONFIG names, so that {@code -XX:ArchiveClassesAtExit} sees what
 * they load. Arguments: the file of the CRD. Only for {@code sh/archive.sh}, on a local cluster that ends with it.
 */
final class Training {

    private static final int TRIES = 50;
    private static final long PAUSE_MILLIS = 100;

    private static final String APP =
            """
            {"apiVersion":"cpubound.io/v1","kind":"CpuBoundApp","metadata":{"name":"trained","namespace":"default"},
             "spec":{"image":"trained:1"}}
            """;
    private static final String OWNER =
            """
            "ownerReferences":[{"apiVersion":"cpubound.io/v1","kind":"CpuBoundApp","name":"trained","uid":"%s","controller":true}]
            """;
    private static final String REVISION =
            """
            {"apiVersion":"apps/v1","kind":"ControllerRevision","metadata":{"name":"trained-bbbbbbbbbb","namespace":"default",
             "labels":{"cpubound.io/app":"trained","cpubound.io/revision":"bbbbbbbbbb"},%s},
             "revision":1,"data":{"template":{"image":"trained:1","port":8080,"terminationGracePeriodSeconds":60}}}
            """;
    private static final String POD =
            """
            {"apiVersion":"v1","kind":"Pod","metadata":{"name":"trained-bbbbbbbbbb-0","namespace":"default",
             "labels":{"cpubound.io/app":"trained","cpubound.io/revision":"bbbbbbbbbb","cpubound.io/slot":"0",
             "app.kubernetes.io/component":"app"},%s},"spec":{"containers":[{"name":"app","image":"trained:1"}]}}
            """;
    private static final String STATUS =
            """
            {"status":{"observedGeneration":%d,"summary":"Ready","currentRevision":"bbbbbbbbbb","updateRevision":"bbbbbbbbbb",
             "upstream":["127.0.0.1:8080"],"conditions":[{"type":"Ready","status":"True","reason":"Complete","message":"done",
             "lastTransitionTime":"2026-01-01T00:00:00Z"}]}}
            """;

    private static final ResourceDefinitionContext PODS = new ResourceDefinitionContext.Builder()
            .withVersion("v1")
            .withKind("Pod")
            .withPlural("pods")
            .withNamespaced(true)
            .build();

    private Training() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        try (KubernetesClient client = new KubernetesClientBuilder().build()) {
            prepare(client, Files.readString(Path.of(args[0])));
        }
        Shell shell = new Shell(
                new PrintWriter(Writer.nullWriter()),
                new PrintWriter(System.err, true, StandardCharsets.UTF_8),
                Clock.systemUTC(),
                new Screen(true, Paint.COLOURS, 80, 24));
        for (List<String> command : List.of(
                List.of("--help"),
                List.of("get"),
                List.of("get", "trained"),
                List.of("status", "trained"),
                List.of("rollout", "status", "trained", "--timeout", "1s"),
                List.of("history", "trained"),
                List.of("resume", "trained"))) {
            int exitCode = Cba.run(shell, command.toArray(String[]::new));
            if (exitCode != 0) {
                throw new IllegalStateException(command + " ended with " + exitCode);
            }
        }
        System.exit(0);
    }

    private static void prepare(KubernetesClient client, String definition) throws InterruptedException {
        read(client, definition).create();
        GenericKubernetesResource app = null;
        for (int i = 0; app == null; i++) {
            app = create(client, i);
        }
        String owner = OWNER.formatted(app.getMetadata().getUid());
        read(client, REVISION.formatted(owner)).create();
        read(client, POD.formatted(owner)).create();
        read(client, APP)
                .subresource("status")
                .patch(
                        PatchContext.of(PatchType.JSON_MERGE),
                        STATUS.formatted(app.getMetadata().getGeneration()));
    }

    /** A CRD that was just made takes a moment until it is served. */
    private static @org.jspecify.annotations.Nullable GenericKubernetesResource create(
            KubernetesClient client, int tries) throws InterruptedException {
        try {
            return read(client, APP).create();
        } catch (KubernetesClientException e) {
            if (tries > TRIES) {
                throw e;
            }
            Thread.sleep(PAUSE_MILLIS);
            return null;
        }
    }

    private static Resource<GenericKubernetesResource> read(KubernetesClient client, String text) {
        GenericKubernetesResource object =
                client.getKubernetesSerialization().unmarshal(text, GenericKubernetesResource.class);
        // Pods are not found by discovery, being in the group without a name.
        return object.getKind().equals("Pod")
                ? client.genericKubernetesResources(PODS).resource(object)
                : client.genericKubernetesResources(object.getApiVersion(), object.getKind())
                        .resource(object);
    }
}
