package io.cpubound.e2e.cluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;

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
     * @param state the folder for its state, emptied at the start
     * @param projectRoot the folder with what was built
     */
    @SuppressWarnings("DoNotCallSuggester")
    static Cluster local(java.nio.file.Path state, java.nio.file.Path projectRoot) {
        throw new IllegalStateException("the local cluster is being written: use CLUSTER=current");
    }
}
