package io.cpubound.e2e;

import io.cpubound.e2e.cluster.App;
import io.cpubound.e2e.cluster.AppView;
import io.cpubound.e2e.cluster.Sample;
import io.cpubound.e2e.load.LoadGenerator;
import io.cpubound.e2e.load.LoadSettings;
import java.time.Duration;

/** An app of {@code samples/} in a namespace of its own, that ends with the test. */
final class AppUnderTest implements AutoCloseable {

    static final Duration LIMIT = Duration.ofMinutes(2);
    static final String OLD = "cpubound/backend:1.0.0";
    static final String NEW = "cpubound/backend:1.1.0";
    private static final String FILE = "cpu-bound-app.yaml";

    private final App app;

    private AppUnderTest(App app) {
        this.app = app;
    }

    /** Applies {@code samples/cpu-bound-app.yaml} and waits until it serves. */
    static AppUnderTest ready(String namespace, int replicas) {
        return ready(namespace, sample(FILE).set("replicas", replicas));
    }

    static AppUnderTest ready(String namespace, Sample sample) {
        AppUnderTest made = applied(namespace, sample);
        try {
            made.app.awaitReady(LIMIT, view -> {});
            return made;
        } catch (RuntimeException e) {
            made.close();
            throw e;
        }
    }

    /** Applies it and waits for nothing. */
    static AppUnderTest applied(String namespace, Sample sample) {
        App app = new App(
                ClusterUnderTest.get().client(),
                namespace,
                sample.resource().getMetadata().getName());
        app.apply(sample.resource());
        return new AppUnderTest(app);
    }

    /** A sample as it is in the file, but for the nginx image where the cluster has another. */
    static Sample sample(String file) {
        Sample sample =
                Sample.read(ClusterUnderTest.PROJECT_ROOT.resolve("samples").resolve(file));
        ClusterUnderTest.NGINX_IMAGE.ifPresent(image -> sample.setIn("nginx", "image", image));
        return sample;
    }

    static Sample goodSample() {
        return sample(FILE);
    }

    App app() {
        return app;
    }

    /** The load that the project measures with, on the app's Service. */
    LoadGenerator load() {
        return LoadGenerator.start(
                LoadSettings.of(app.entry(), 100, goodSample().hashIterations()));
    }

    /** The same with slow requests of 1 s only, for scenarios of many drains: each lasts as long as its slowest request. */
    LoadGenerator briskLoad() {
        return LoadGenerator.start(new LoadSettings(
                app.entry(),
                100,
                100,
                Duration.ofSeconds(1),
                Duration.ofSeconds(30),
                goodSample().hashIterations()));
    }

    /** Pods that take requests or are about to, and are not on their way out. */
    static long able(AppView view) {
        return view.pods().stream()
                .filter(pod -> pod.state() == AppView.PodState.SERVING || pod.state() == AppView.PodState.READY)
                .count();
    }

    /** Pods that are not told to end yet. */
    static long alive(AppView view) {
        return view.pods().stream()
                .filter(pod -> pod.state() != AppView.PodState.ENDING)
                .count();
    }

    static long serving(AppView view, String image) {
        return view.pods().stream()
                .filter(pod ->
                        pod.state() == AppView.PodState.SERVING && pod.image().equals(image))
                .count();
    }

    @Override
    public void close() {
        app.delete(LIMIT);
        ClusterUnderTest.get().client().namespaces().withName(app.namespace()).delete();
    }
}
