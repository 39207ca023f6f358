package io.cpubound.cli.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.GenericKubernetesResourceList;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import io.fabric8.kubernetes.client.jdkhttp.JdkHttpClientFactory;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** A namespace of a cluster: its CpuBoundApps, read and patched. All troubles come as {@link CliException}. */
public final class Cluster implements AutoCloseable {

    /** Owner of the fields that are patched, in managedFields. */
    static final String MANAGER = "kubectl-cba";

    private static final int CONFLICT = 409;

    // Said here and not discovered, which would cost a request at every start.
    private static final ResourceDefinitionContext APPS = kind("cpubound.io", "v1", "CpuBoundApp", "cpuboundapps");
    private static final ResourceDefinitionContext PODS = kind("", "v1", "Pod", "pods");
    private static final ResourceDefinitionContext REVISIONS =
            kind("apps", "v1", "ControllerRevision", "controllerrevisions");

    private final KubernetesClient client;
    private final String namespace;
    private final ApiTrouble trouble;

    private Cluster(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
        this.trouble = new ApiTrouble(client.getMasterUrl().toString());
    }

    /** Calls nothing yet. */
    public static Cluster open(Config config) {
        KubernetesClient client = new KubernetesClientBuilder()
                .withConfig(config)
                .withHttpClientFactory(new JdkHttpClientFactory())
                // Without looking for the classes of every kind, which nothing here is read into: a third of the start.
                .withKubernetesSerialization(new KubernetesSerialization(new ObjectMapper(), false))
                .build();
        return new Cluster(client, config.getNamespace());
    }

    public String namespace() {
        return namespace;
    }

    /**
     * The app of that name.
     *
     * @throws CliException when there is none; it tells which there are
     */
    public GenericKubernetesResource app(String name) {
        GenericKubernetesResource app = call(() -> one(name).get());
        if (app == null) {
            throw notFound(name);
        }
        return app;
    }

    /** All apps of the namespace, or of all namespaces, by name. */
    public List<GenericKubernetesResource> apps(boolean allNamespaces) {
        var apps = all(APPS);
        return list(allNamespaces ? apps.inAnyNamespace() : apps.inNamespace(namespace)).stream()
                .sorted(Comparator.<GenericKubernetesResource, String>comparing(
                                app -> app.getMetadata().getNamespace())
                        .thenComparing(app -> app.getMetadata().getName()))
                .toList();
    }

    /** The app and what belongs to it. */
    public AppObjects objects(String name) {
        return new AppObjects(app(name), list(pods(name)), list(revisions(name)));
    }

    /** The app and its history. */
    public AppObjects withoutPods(String name) {
        return new AppObjects(app(name), List.of(), list(revisions(name)));
    }

    /** A JSON merge patch: null removes a field. */
    public void merge(String name, Map<String, ?> patch) {
        call(() -> patch(name, PatchType.JSON_MERGE, patch));
    }

    /**
     * A JSON patch.
     *
     * @return whether it was done; false when the app is not any more of the resourceVersion that the patch sets
     */
    public boolean patch(String name, List<Map<String, Object>> operations) {
        return call(() -> {
            try {
                patch(name, PatchType.JSON, operations);
                return true;
            } catch (KubernetesClientException e) {
                if (e.getCode() == CONFLICT) {
                    return false;
                }
                throw e;
            }
        });
    }

    /** Any part of an object as YAML. */
    public String yaml(Object part) {
        return client.getKubernetesSerialization().asYaml(part);
    }

    /** Looks at the app from now on; at its pods and its history too when they are wanted. */
    public AppWatch watch(String name, boolean withParts) {
        app(name);
        return call(() -> withParts
                ? AppWatch.start(one(name), Optional.of(pods(name)), Optional.of(revisions(name)))
                : AppWatch.start(one(name), Optional.empty(), Optional.empty()));
    }

    @Override
    public void close() {
        client.close();
    }

    private GenericKubernetesResource patch(String name, PatchType type, Object patch) {
        PatchContext context = new PatchContext.Builder()
                .withPatchType(type)
                .withFieldManager(MANAGER)
                .build();
        return one(name).patch(context, client.getKubernetesSerialization().asJson(patch));
    }

    private CliException notFound(String name) {
        List<String> names =
                apps(false).stream().map(app -> app.getMetadata().getName()).toList();
        String there = names.isEmpty()
                ? "there is none; see kubectl cba get -A for other namespaces"
                : "there are " + names.stream().collect(Collectors.joining(", "));
        return CliException.usage(
                "CpuBoundApp \"" + name + "\" not found in namespace \"" + namespace + "\": " + there);
    }

    private <T> T call(Supplier<T> request) {
        try {
            return request.get();
        } catch (KubernetesClientException e) {
            throw trouble.of(e);
        }
    }

    private Resource<GenericKubernetesResource> one(String name) {
        return all(APPS).inNamespace(namespace).withName(name);
    }

    private FilterWatchListDeletable<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            pods(String name) {
        return all(PODS)
                .inNamespace(namespace)
                .withLabels(Map.of("cpubound.io/app", name, "app.kubernetes.io/component", "app"));
    }

    private FilterWatchListDeletable<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            revisions(String name) {
        return all(REVISIONS).inNamespace(namespace).withLabel("cpubound.io/app", name);
    }

    private List<GenericKubernetesResource> list(
            FilterWatchListDeletable<
                            GenericKubernetesResource,
                            GenericKubernetesResourceList,
                            Resource<GenericKubernetesResource>>
                    some) {
        return call(() -> some.list().getItems());
    }

    private MixedOperation<
                    GenericKubernetesResource, GenericKubernetesResourceList, Resource<GenericKubernetesResource>>
            all(ResourceDefinitionContext kind) {
        return client.genericKubernetesResources(kind);
    }

    private static ResourceDefinitionContext kind(String group, String version, String kind, String plural) {
        return new ResourceDefinitionContext.Builder()
                .withGroup(group)
                .withVersion(version)
                .withKind(kind)
                .withPlural(plural)
                .withNamespaced(true)
                .build();
    }
}
