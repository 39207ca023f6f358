package io.cpubound.cli;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Answers each change of an app as the operator would: an image with "bad" in its tag is rolled back, others are rolled out;
 * under {@code undoTo} the revision aaaaaaaaaa goes on serving.
 */
final class PretendedOperator implements AutoCloseable {

    private static final String FAILED =
            """
            ,"failed":{"revision":"bbbbbbbbbb","reason":"CrashLoopBackOff","message":"exit code 1","at":"2026-11-25T11:59:30Z","pod":"%s-bbbbbbbbbb-0","log":"no DATABASE_URL"}
            """;

    private final TestCluster cluster;
    private final String name;
    private final ScheduledExecutorService looks = Executors.newSingleThreadScheduledExecutor();
    private long seen;
    private int steps;

    PretendedOperator(TestCluster cluster, String name) {
        this.cluster = cluster;
        this.name = name;
        looks.scheduleWithFixedDelay(this::look, 0, 300, TimeUnit.MILLISECONDS);
    }

    private void look() {
        GenericKubernetesResource app = cluster.resource(name).get();
        long generation = app.getMetadata().getGeneration();
        if (seen != generation) {
            seen = generation;
            steps = 0;
        }
        if (app.<Object>get("spec", "rollout", "undoTo") != null) {
            cluster.ready(name, "True", "Complete", "aaaaaaaaaa", "");
            return;
        }
        boolean isBad = String.valueOf(app.<Object>get("spec", "image")).contains("bad");
        switch (steps++) {
            case 1 -> cluster.ready(name, "False", "RollingOut", "bbbbbbbbbb", "");
            case 3 -> {
                if (isBad) {
                    cluster.ready(name, "False", "RollingBack", "bbbbbbbbbb", FAILED.formatted(name));
                } else {
                    cluster.ready(name, "True", "Complete", "bbbbbbbbbb", "");
                }
            }
            case 5 -> {
                if (isBad) {
                    cluster.ready(name, "False", "RolledBack", "bbbbbbbbbb", FAILED.formatted(name));
                }
            }
            default -> {}
        }
    }

    @Override
    public void close() {
        looks.shutdownNow();
    }
}
