package io.cpubound.localcluster.junit;

import io.cpubound.localcluster.LocalClusterOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionConfigurationException;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** What {@link LocalCluster} does. */
public final class LocalClusterExtension implements BeforeAllCallback, ParameterResolver {

    private static final ExtensionContext.Namespace CLUSTERS =
            ExtensionContext.Namespace.create(LocalClusterExtension.class);
    private static final Set<Class<?>> GIVEN =
            Set.of(KubernetesClient.class, Path.class, io.cpubound.localcluster.LocalCluster.class);

    @Override
    public void beforeAll(ExtensionContext context) {
        running(context);
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        boolean annotated = parameter.getParameter().getAnnotations().length > 0; // such as @TempDir
        return !annotated && GIVEN.contains(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TestedCluster cluster = running(context);
        Class<?> type = parameter.getParameter().getType();
        if (type == KubernetesClient.class) {
            return cluster.client();
        } else if (type == Path.class) {
            return cluster.kubeconfig();
        }
        return cluster.local()
                .orElseThrow(() -> new ExtensionConfigurationException(
                        "the tests run on the cluster of KUBECONFIG (-Dcluster=current): there is no LocalCluster"));
    }

    private static TestedCluster running(ExtensionContext context) {
        LocalCluster asked = context.getRequiredTestClass().getAnnotation(LocalCluster.class);
        if (asked == null) {
            throw new ExtensionConfigurationException("use @LocalCluster rather than the extension alone");
        }
        Set<String> without = new TreeSet<>(Set.of(asked.without()));
        // Closed by the store, at the end of the run.
        return context.getRoot()
                .getStore(CLUSTERS)
                .computeIfAbsent(
                        without + " " + asked.nodes(), key -> start(without, asked.nodes()), TestedCluster.class);
    }

    private static TestedCluster start(Set<String> without, int nodes) {
        if ("current".equals(System.getProperty("cluster"))) {
            return TestedCluster.current();
        }
        try {
            Path data = Files.createTempDirectory("local-cluster");
            Path project = Path.of(System.getProperty("project.root", ""));
            return TestedCluster.start(new LocalClusterOptions(data, 0, project, without, nodes));
        } catch (IOException e) {
            throw new UncheckedIOException("no local cluster", e);
        }
    }
}
