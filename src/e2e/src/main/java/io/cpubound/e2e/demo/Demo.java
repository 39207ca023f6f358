package io.cpubound.e2e.demo;

import io.cpubound.e2e.cluster.App;
import io.cpubound.e2e.cluster.Cluster;
import io.cpubound.e2e.cluster.Installation;
import io.cpubound.e2e.cluster.Sample;
import io.cpubound.e2e.demo.Screen.Colour;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Sets the scene, runs the scenario, clears up, and says how it went. */
public final class Demo {

    private static final Duration CLEAN_UP_LIMIT = Duration.ofSeconds(90);

    private final DemoSettings settings;
    private final Screen screen;
    private final Deque<Runnable> cleanUp = new ArrayDeque<>();

    private Demo(DemoSettings settings, Screen screen) {
        this.settings = settings;
        this.screen = screen;
    }

    /**
     * Runs it.
     *
     * @return the exit code: 0 when nothing was lost, 1 when something was or the scenario failed, 2 when the environment makes no sense
     */
    public static int run(Map<String, String> environment, PrintStream out) {
        Screen screen = Screen.of(out, Screen.standardOutputIsATerminal(), environment);
        DemoSettings settings;
        try {
            settings = DemoSettings.of(environment);
        } catch (IllegalArgumentException e) {
            screen.say(String.valueOf(e.getMessage()));
            return 2;
        }
        Thread main = Thread.currentThread();
        CountDownLatch cleaned = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> onSignal(screen, main, cleaned), "clean-up"));
        Demo demo = new Demo(settings, screen);
        try {
            return demo.run();
        } finally {
            demo.clear();
            cleaned.countDown();
        }
    }

    /** Ctrl-C: the main thread stops what it does and clears up; the process ends when it has. */
    private static void onSignal(Screen screen, Thread main, CountDownLatch cleaned) {
        if (cleaned.getCount() == 0) {
            return; // the usual end
        }
        screen.say("");
        screen.say("interrupted: cleaning up");
        main.interrupt();
        try {
            if (!cleaned.await(CLEAN_UP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                screen.say("not everything is cleaned up after " + CLEAN_UP_LIMIT.toSeconds() + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private int run() {
        Summary summary;
        try {
            summary = scenario().run();
        } catch (RuntimeException e) {
            boolean interrupted = Thread.currentThread().isInterrupted();
            summary = failed(interrupted ? "interrupted" : Objects.requireNonNullElse(e.getMessage(), e.toString()));
        }
        screen.say("");
        screen.say(screen.in(Colour.BOLD, "Summary"));
        summary.lines().forEach(screen::say);
        // Cleared before the last line, so that it is the last whatever the clearing says.
        clear();
        screen.say(summary.lastLine());
        return summary.ok() ? 0 : 1;
    }

    /** It did not come to the load. */
    private static Summary failed(String why) {
        return new Summary(null, Optional.empty(), List.of(), List.of(), Optional.of(why));
    }

    /** What undoes a step is provided for before the step: one that fails, or is interrupted, has done a part of it. */
    private Scenario scenario() {
        Cluster cluster = cluster();
        Sample sample = Sample.read(settings.projectRoot().resolve("samples/cpu-bound-app.yaml"));
        String name = sample.resource().getMetadata().getName();
        String namespace = settings.namespace()
                .orElseGet(() -> settings.currentCluster()
                        ? DemoNamespace.DEFAULT_NAME
                        : sample.resource().getMetadata().getNamespace());
        DemoNamespace own = new DemoNamespace(cluster.client(), namespace, name);
        App app = new App(cluster.client(), namespace, name);
        if (settings.currentCluster()) {
            own.check();
        }
        if (!settings.operatorRuns()) {
            install(cluster);
        }
        if (settings.currentCluster()) {
            cleanUp.push(() -> own.release(CLEAN_UP_LIMIT));
            own.claim();
            cleanUp.push(() -> app.delete(CLEAN_UP_LIMIT));
        }
        Scenario scenario = new Scenario(settings, screen, app, sample);
        scenario.deploy();
        return scenario;
    }

    private void install(Cluster cluster) {
        Installation installation = Installation.of(cluster.client(), settings.projectRoot());
        if (!installation.isThere()) {
            screen.say("Applying deploy/ to " + cluster.name());
            if (settings.currentCluster()) {
                cleanUp.push(installation::removeWhatWasMade);
            }
            installation.apply().awaitOperator();
        } else if (installation.hasOperator()) {
            screen.say("An operator is installed in " + cluster.name() + ": it is used as it is, and stays");
            installation.awaitOperator();
        } else {
            screen.say("The CRD is installed in " + cluster.name()
                    + ", and no operator in cpubound-system: the demo takes it that one runs");
            screen.say("elsewhere. If none does, delete the CRD, and the demo installs both.");
        }
    }

    private Cluster cluster() {
        Cluster cluster;
        if (settings.currentCluster()) {
            cluster = Cluster.current();
            screen.say(
                    "The images cpubound/operator:0.1.0, cpubound/backend:1.0.0 and :1.1.0 must be in that cluster. make images builds");
            screen.say(
                    "them as archives; on a node with containerd: ctr -n k8s.io images import <archive>, for each of them.");
        } else {
            screen.say("Starting the local cluster");
            cluster = Cluster.local(settings.projectRoot().resolve(".run/demo"), settings.projectRoot());
        }
        cleanUp.push(cluster::close);
        return cluster;
    }

    /** Undoes what was done, the last first. A step that fails does not keep the others from being taken. */
    private void clear() {
        if (!cleanUp.isEmpty()) {
            screen.say("Cleaning up");
        }
        // An interrupt has done its work by now; left set, it would break the calls below.
        boolean interrupted = Thread.interrupted();
        @Nullable Runnable step;
        while ((step = cleanUp.poll()) != null) {
            try {
                step.run();
            } catch (RuntimeException e) {
                screen.say("cleaning up: " + e.getMessage());
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
