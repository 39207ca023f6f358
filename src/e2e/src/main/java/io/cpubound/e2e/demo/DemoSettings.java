package io.cpubound.e2e.demo;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the environment asks of the demo.
 *
 * @param currentCluster CLUSTER=current: the cluster of KUBECONFIG, else a local one that lives as long as the demo
 * @param operatorRuns OPERATOR=running: an operator looks after that cluster already (from a developer's own process, say), so none is
 *     installed
 * @param replicas REPLICAS, default 3
 * @param rate RATE, requests per second, default 100
 * @param namespace NAMESPACE, default {@code cpubound-demo} on the cluster of KUBECONFIG, else that of the sample
 * @param nginxImage NGINX_IMAGE, default the resource's own
 * @param target DEMO_URL, where the load goes, default the clusterIP of the app's Service
 * @param projectRoot the folder with deploy/ and samples/: the working directory
 */
record DemoSettings(
        boolean currentCluster,
        boolean operatorRuns,
        int replicas,
        double rate,
        Optional<String> namespace,
        Optional<String> nginxImage,
        Optional<URI> target,
        Path projectRoot) {

    /**
     * Reads the environment.
     *
     * @throws IllegalArgumentException naming the variable that makes no sense, and its value
     */
    static DemoSettings of(Map<String, String> environment) {
        String cluster = environment.getOrDefault("CLUSTER", "local");
        if (!cluster.equals("local") && !cluster.equals("current")) {
            throw new IllegalArgumentException("CLUSTER is \"" + cluster + "\", must be local or current");
        }
        return new DemoSettings(
                cluster.equals("current"),
                "running".equals(environment.get("OPERATOR")),
                (int) number("REPLICAS", environment.get("REPLICAS"), 3),
                number("RATE", environment.get("RATE"), 100),
                text(environment.get("NAMESPACE")),
                text(environment.get("NGINX_IMAGE")),
                text(environment.get("DEMO_URL")).map(URI::create),
                Path.of("").toAbsolutePath());
    }

    private static double number(String name, @Nullable String value, int otherwise) {
        if (value == null || value.isBlank()) {
            return otherwise;
        }
        try {
            double number = Double.parseDouble(value);
            if (number >= 1 && number <= 10_000) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with the value
        }
        throw new IllegalArgumentException(name + " is \"" + value + "\", must be a number from 1 to 10000");
    }

    private static Optional<String> text(@Nullable String value) {
        return Optional.ofNullable(value).filter(it -> !it.isBlank());
    }

    /** To where it scales in the end, one after the other: out, and back in past where it was. */
    int[] scales() {
        return replicas == 1 ? new int[] {3, 1} : new int[] {replicas + 2, Math.max(1, replicas - 1)};
    }
}
