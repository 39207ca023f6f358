package io.cpubound.e2e.demo;

import io.cpubound.e2e.cluster.App;
import io.cpubound.e2e.cluster.AppView;
import io.cpubound.e2e.cluster.PodTimes;
import io.cpubound.e2e.cluster.Sample;
import io.cpubound.e2e.cluster.Waiting;
import io.cpubound.e2e.demo.Screen.Colour;
import io.cpubound.e2e.load.LoadGenerator;
import io.cpubound.e2e.load.LoadSettings;
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

    /** Rolls and scales under load. What went wrong under load is in the summary, with what clients got until then. */
    Summary run() {
        URI target = settings.target().orElseGet(app::entry);
        int iterations = sample.hashIterations();
        Instant began = Instant.now();
        LoadGenerator load = LoadGenerator.start(LoadSettings.of(target, settings.rate(), iterations));
        Walk walk = new Walk(load);
        try (load;
                PodTimes times = app.watchPods()) {
            Measured measured = Measured.during(load, () -> walk.walk(target));
            return new Summary(
                    measured.load(),
                    Optional.ofNullable(walk.rolloutSeconds),
                    times.fromReady(began, measured.load().firstAnswerOfPod()),
                    times.drains(),
                    measured.failure());
        }
    }

    private final class Walk {
        private final LoadGenerator load;
        private @Nullable Double rolloutSeconds;

        Walk(LoadGenerator load) {
            this.load = load;
        }

        void walk(URI target) {
            screen.say("");
            screen.say(screen.in(
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
            screen.say("");
            screen.say("No more requests; waiting for the answers of those under way");
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
