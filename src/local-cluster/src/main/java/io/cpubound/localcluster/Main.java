package io.cpubound.localcluster;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** {@code --data DIR --port N}: the local cluster in the foreground. Its objects are gone when it ends. */
final class Main {

    private Main() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        Path data = Path.of("cpubound-cluster");
        int port = 0;
        PrintStream out = System.out;
        for (int i = 0; i + 1 < args.length; i += 2) {
            switch (args[i]) {
                case "--data" -> data = Path.of(args[i + 1]);
                case "--port" -> port = Integer.parseInt(args[i + 1]);
                default -> throw new IllegalArgumentException("unknown option " + args[i] + "; --data DIR --port N");
            }
        }
        LocalCluster cluster = LocalCluster.start(data, port);
        Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "down"));
        out.println("export KUBECONFIG=" + cluster.api().kubeconfigFile().toAbsolutePath());
        new CountDownLatch(1).await();
    }
}
