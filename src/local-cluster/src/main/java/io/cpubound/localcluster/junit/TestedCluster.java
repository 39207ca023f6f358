package io.cpubound.localcluster.junit;

import io.cpubound.localcluster.LocalCluster;
import io.cpubound.localcluster.LocalClusterOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.File;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/**
 * The cluster that tests talk to.
 *
 * @param local empty when it is one of KUBECONFIG's
 */
record TestedCluster(Optional<LocalCluster> local, KubernetesClient client, Path kubeconfig) implements AutoCloseable {

    static TestedCluster start(LocalClusterOptions options) throws IOException {
        LocalCluster cluster = LocalCluster.start(options);
        return new TestedCluster(
                Optional.of(cluster), cluster.client(), cluster.api().kubeconfigFile());
    }

    static TestedCluster current() {
        String named = System.getenv("KUBECONFIG");
        Path file = named == null || named.isEmpty()
                ? Path.of(System.getProperty("user.home"), ".kube", "config")
                : Path.of(named.split(File.pathSeparator, -1)[0]);
        return new TestedCluster(Optional.empty(), new KubernetesClientBuilder().build(), file);
    }

    @Override
    public void close() throws IOException {
        if (local.isEmpty()) {
            client.close();
            return;
        }
        local.get().close();
        Path data = kubeconfig.toAbsolutePath().getParent();
        if (data != null) {
            delete(data);
        }
    }

    private static void delete(Path folder) throws IOException {
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, java.io.IOException failure) throws IOException {
                Files.delete(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
