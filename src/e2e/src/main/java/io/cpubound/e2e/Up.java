package io.cpubound.e2e;

import io.cpubound.e2e.cluster.Cluster;
import io.cpubound.e2e.cluster.Installation;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The local cluster with the operator, for as long as this process lives. */
final class Up {

    private Up() {}

    /** Starts it, writes what to do next into {@code cluster.ready}, and stays until it is told to end. */
    static int run(Path run, PrintStream out) throws IOException {
        Path projectRoot = Path.of("").toAbsolutePath();
        Path ready = run.resolve("cluster.ready");
        out.println("starting the local cluster");
        Cluster cluster = Cluster.local(run.resolve("cluster"), projectRoot);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "down"));
        out.println("applying deploy/");
        Installation.of(cluster.client(), projectRoot).apply().awaitOperator();
        Path starting = run.resolve("cluster.ready.tmp");
        Files.writeString(starting, nextSteps(run.resolve("cluster/kubeconfig")));
        Files.move(starting, ready, java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private static String nextSteps(Path kubeconfig) {
        return """
                The local cluster and the operator run. Now:

                  export KUBECONFIG=%s
                  kubectl apply -f samples/cpu-bound-app.yaml
                  kubectl wait --for=condition=Ready cba/cpu-bound-app --timeout=2m
                  curl http://$(kubectl get service cpu-bound-app -o jsonpath='{.spec.clusterIP}')/hash/hello
                  kubectl patch cba cpu-bound-app --type=merge -p '{"spec":{"image":"cpubound/backend:1.1.0"}}'
                  kubectl get cba -w

                make down stops it.
                """
                .formatted(kubeconfig);
    }
}
