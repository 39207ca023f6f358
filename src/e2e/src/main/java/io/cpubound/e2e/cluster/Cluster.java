package io.cpubound.e2e.cluster;

import io.cpubound.localcluster.LocalCluster;
import io.cpubound.localcluster.LocalClusterOptions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A cluster to run scenarios on. */
public interface Cluster extends AutoCloseable {

    /** For people, such as {@code the local cluster}. */
    String name();

    /** A client with all rights. Belongs to the cluster: closed with it. */
    KubernetesClient client();

    /** Lets go of it; a cluster that was started for this ends, with all that runs in it. */
    @Override
    void close();

    /** The cluster that KUBECONFIG, or else {@code ~/.kube/config}, names. */
    static Cluster current() {
        KubernetesClient client = new KubernetesClientBuilder().build();
        return new Cluster() {
            @Override
            public String name() {
                return "the cluster at " + client.getMasterUrl();
            }

            @Override
            public KubernetesClient client() {
                return client;
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    /**
     * Starts the local cluster.
     *
     * @param state the folder for its kubeconfig and for what its pods need while they run
     * @param projectRoot the folder with what was built
     * @throws UncheckedIOException when the folder cannot be written
     */
    static Cluster local(Path state, Path projectRoot) {
        LocalCluster cluster;
        try {
            cluster = LocalCluster.start(new LocalClusterOptions(state, 0, projectRoot));
        } catch (IOException e) {
            throw new UncheckedIOException("the local cluster does not start in " + state, e);
        }
        return new Cluster() {
            @Override
            public String name() {
                return "the local cluster";
            }

            @Override
            public KubernetesClient client() {
                return cluster.client();
            }

            @Override
            public void close() {
                cluster.close();
            }
        };
    }
}
