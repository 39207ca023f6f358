package io.cpubound.localcluster;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Collectors;

/** The local cluster in the foreground. Its objects are gone when it ends. */
final class Main {

    private static final String USAGE = "--data DIR (default cpubound-cluster) --port N (default any that is free)"
            + " --project DIR (default .) --without node,controllers,NAME";

    private Main() {}

    /** Prints the line to paste when all is ready. Ends with 2 when it was asked for nonsense, 1 when it cannot start. */
    public static void main(String[] args) throws InterruptedException {
        try {
            LocalCluster cluster = LocalCluster.start(options(args));
            Runtime.getRuntime().addShutdownHook(new Thread(cluster::close, "down"));
            System.out.println(
                    "export KUBECONFIG=" + cluster.api().kubeconfigFile().toAbsolutePath());
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
        } catch (IOException e) {
            System.err.println(message(e));
            System.exit(1);
        }
        new CountDownLatch(1).await();
    }

    static LocalClusterOptions options(String[] args) {
        Path data = Path.of("cpubound-cluster");
        Path project = Path.of("");
        int port = 0;
        Set<String> without = Set.of();
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException("option " + args[i] + " wants a value; " + USAGE);
            }
            String value = args[i + 1];
            switch (args[i]) {
                case "--data" -> data = Path.of(value);
                case "--project" -> project = Path.of(value);
                case "--port" -> port = port(value);
                case "--without" ->
                    without = Arrays.stream(value.split(",", -1)).collect(Collectors.toUnmodifiableSet());
                default -> throw new IllegalArgumentException("unknown option " + args[i] + "; " + USAGE);
            }
        }
        return new LocalClusterOptions(data, port, project, without);
    }

    private static int port(String value) {
        if (!value.matches("\\d{1,5}") || Integer.parseInt(value) > 65_535) {
            throw new IllegalArgumentException("--port is \"" + value + "\", must be 0 to 65535");
        }
        return Integer.parseInt(value);
    }

    /** What a person needs of it, in a line. */
    private static String message(IOException e) {
        if (e instanceof java.nio.file.AccessDeniedException denied) {
            return "cannot write " + denied.getFile();
        }
        if (e instanceof java.nio.file.FileAlreadyExistsException there) {
            return there.getFile() + " is there and is no folder";
        }
        Throwable cause = e.getCause();
        return cause == null ? String.valueOf(e.getMessage()) : e.getMessage() + ": " + cause.getMessage();
    }
}
