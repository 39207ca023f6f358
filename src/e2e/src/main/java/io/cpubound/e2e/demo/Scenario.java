package io.cpubound.e2e.demo;

import io.cpubound.e2e.cluster.App;
import io.cpubound.e2e.cluster.AppView;
import io.cpubound.e2e.cluster.PodTimes;
import io.cpubound.e2e.cluster.Sample;
import io.cpubound.e2e.cluster.Waiting;
import io.cpubound.e2e.cluster.Waiting.NotReachedException;
import io.cpubound.e2e.demo.Screen.Colour;
import io.cpubound.e2e.load.LoadGenerator;
import io.cpubound.e2e.load.LoadReport;
import io.cpubound.e2e.load.LoadSettings;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The user's day in a minute: deploy, a new version, more pods, fewer pods; under load all the while. */
final class Scenario {

    private static final Duration LIMIT = Duration.ofMinutes(4);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final String NEXT_TAG = "1.1.0";

    private final DemoSettings settings;
    private final Screen screen;
    private final App app;
    private final Sample sample;

    Scenario(DemoSettings settings, Screen screen, App app, Sample sample) {
        this.settings = settings;
        this.screen = screen;
        this.app = app;
        this.sample = sample;
    }

    /** Applies the sample and waits until it serves. */
    void deploy() {
        LiveView view = new LiveView(screen, "Applying samples/cpu-bound-app.yaml", null);
        sample.set("replicas", settings.replicas());
        settings.nginxImage().ifPresent(image -> sample.setIn("nginx", "image", image));
        app.apply(sample.resource());
        app.awaitReady(LIMIT, view);
    }

    /** Rolls and scales under load. Never throws: what went wrong is in the summary. */
    Summary run() throws InterruptedException {
        URI target = settings.target().orElseGet(app::entry);
        int iterations = sample.hashIterations();
        Instant began = Instant.now();
        LoadGenerator load = LoadGenerator.start(LoadSettings.of(target, settings.rate(), iterations));
        Walk walk = new Walk(load);
        try (load;
                PodTimes times = app.watchPods()) {
            Optional<String> failure = walk.walk(target);
            screen.say("");
            screen.say("No more requests; waiting for the answers of those under way");
            LoadReport report = load.stop();
            return new Summary(
                    report,
                    Optional.ofNullable(walk.rolloutSeconds),
                    times.fromReady(began, report.firstAnswerOfPod()),
                    times.drains(),
                    failure);
        }
    }

    private final class Walk {
        private final LoadGenerator load;
        private @Nullable Double rolloutSeconds;

        Walk(LoadGenerator load) {
            this.load = load;
        }

        Optional<String> walk(URI target) {
            try {
                screen.say("");
                screen.say(
                        screen.in(
                                Colour.BOLD,
                                "Load on " + target + ": " + Math.round(settings.rate())
                                        + " requests/s by the clock; GET and POST, kept and new connections, 1 % held for 5 s"));
                Waiting.pause(QUIET);
                String next = nextImage();
                LiveView rolling = new LiveView(screen, "A new version: " + next, load);
                app.image(next);
                app.awaitReady(LIMIT, rolling);
                rolloutSeconds = rolling.seconds();
                Waiting.pause(QUIET);
                for (int replicas : settings.scales()) {
                    LiveView scaling = new LiveView(screen, "Scaling to " + replicas, load);
                    app.scale(replicas);
                    app.await(
                            "Ready with " + replicas + " pods",
                            LIMIT,
                            scaling,
                            view -> view.ready() && serving(view, next) == replicas);
                }
                Waiting.pause(QUIET);
                return Optional.empty();
            } catch (NotReachedException | KubernetesClientException e) {
                return Optional.of(String.valueOf(e.getMessage()));
            }
        }

        private static long serving(AppView view, String image) {
            return view.pods().stream().filter(pod -> pod.image().equals(image)).count();
        }
    }

    private String nextImage() {
        String image = sample.image();
        return image.substring(0, image.lastIndexOf(':') + 1) + NEXT_TAG;
    }
}
