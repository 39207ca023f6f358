package io.cpubound.operator;

import io.cpubound.localcluster.LocalCluster;
import io.cpubound.localcluster.LocalClusterOptions;
import io.fabric8.kubernetes.client.Config;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A local cluster for the operator as a whole: with all controllers, and without a node, so that a test says itself what becomes of pods. The
 * operator reaches it through a {@link FaultProxy}, with the rights of {@code deploy/rbac.yaml}.
 */
public final class ClusterWithoutNodes implements QuarkusTestResourceLifecycleManager {

    private Path data;
    private LocalCluster cluster;
    private FaultProxy proxy;

    @Override
    public Map<String, String> start() {
        try {
            data = Files.createTempDirectory("cluster-without-nodes");
            cluster = LocalCluster.start(
                    new LocalClusterOptions(data, 0, Path.of(System.getProperty("project.root")), Set.of("node")));
        } catch (IOException e) {
            throw new UncheckedIOException("no local cluster", e);
        }
        proxy = FaultProxy.before(cluster.api().url());
        Path kubeconfig = data.resolve("operator.kubeconfig");
        write(kubeconfig, InstalledOperator.on(cluster.client()).kubeconfig(proxy.url()));
        // Where the Kubernetes client itself looks for it: of a token in its own properties Quarkus would tell in its
        // log.
        System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, kubeconfig.toString());
        return Map.of();
    }

    private static void write(Path file, String text) {
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }

    @Override
    public void inject(TestInjector test) {
        test.injectIntoFields(cluster.client(), field -> field.getName().equals("admin"));
        test.injectIntoFields(proxy, new TestInjector.MatchesType(FaultProxy.class));
    }

    @Override
    public void stop() {
        System.clearProperty(Config.KUBERNETES_KUBECONFIG_FILE);
        proxy.close();
        cluster.close();
        try (Stream<Path> files = Files.walk(data)) {
            files.sorted(Comparator.reverseOrder())
                    .forEach(file -> file.toFile().delete());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
