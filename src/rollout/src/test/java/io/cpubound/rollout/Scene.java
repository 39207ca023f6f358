package io.cpubound.rollout;

import static io.cpubound.rollout.ScenePods.available;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** A small language for the worked examples: who is there, what is wanted, and the plan that follows. */
final class Scene {
    static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
    static final String OLD = "old";
    static final String NEW = "new";

    private final List<PodView> pods = new ArrayList<>();
    private int replicas;
    private String update = NEW;
    private String current = OLD;
    private int maxSurge = 1;
    private int maxUnavailable = 0;
    private Duration minReady = Duration.ZERO;
    private Duration schedulingDeadline = Duration.ofMinutes(2);
    private int partition;
    private WarmUp warmUp;
    private boolean paused;
    private Steering steering = Steering.DEFAULT;
    private ProgressMemory memory = ProgressMemory.none(NOW);

    private Scene(int replicas) {
        this.replicas = replicas;
    }

    static Scene rolling(int replicas) {
        return new Scene(replicas);
    }

    static Scene settledOn(String revision, int replicas) {
        return new Scene(replicas).from(revision).to(revision);
    }

    Scene from(String revision) {
        current = revision;
        return this;
    }

    Scene to(String revision) {
        update = revision;
        return this;
    }

    Scene surge(int surge, int unavailable) {
        maxSurge = surge;
        maxUnavailable = unavailable;
        return this;
    }

    Scene minReady(Duration duration) {
        minReady = duration;
        return this;
    }

    Scene schedulingDeadline(Duration duration) {
        schedulingDeadline = duration;
        return this;
    }

    Scene partition(int slots) {
        partition = slots;
        return this;
    }

    Scene warmUp(WarmUp how) {
        warmUp = how;
        return this;
    }

    Scene steered(Steering how) {
        steering = how;
        return this;
    }

    Scene paused() {
        paused = true;
        return this;
    }

    Scene resumed() {
        paused = false;
        return this;
    }

    Scene replicas(int wanted) {
        replicas = wanted;
        return this;
    }

    Scene remembering(ProgressMemory remembered) {
        memory = remembered;
        return this;
    }

    Scene with(PodView... views) {
        pods.addAll(List.of(views));
        return this;
    }

    Scene without(PodView view) {
        pods.remove(view);
        return this;
    }

    Plan plan() {
        return planAt(NOW);
    }

    /** The plan when the verdict of the look before is written down. */
    Plan planOnceRecorded() {
        return planOnceRecordedAt(NOW);
    }

    Plan planOnceRecordedAt(Instant now) {
        return remembering(planAt(now).memory()).planAt(now);
    }

    Plan planAt(Instant now) {
        RolloutSettings settings = new RolloutSettings(
                maxSurge,
                maxUnavailable,
                minReady,
                Duration.ofMinutes(10),
                schedulingDeadline,
                partition,
                Optional.ofNullable(warmUp),
                paused);
        return RolloutPlanner.plan(
                new Desired(replicas, update, current, settings, steering), new Observed(pods, memory), now);
    }

    /** Three old pods, and this one. */
    static Scene rollingWith(PodView pod) {
        return rolling(3).with(available(OLD, 0), pod, available(OLD, 1), available(OLD, 2));
    }

    static Steering steering(Steering.OnFailure onFailure, String abort, Instant retry) {
        return new Steering(
                onFailure, Optional.empty(), Optional.empty(), Optional.ofNullable(abort), Optional.ofNullable(retry));
    }

    static List<String> steps(Plan plan) {
        return plan.actions().stream().map(Scene::step).toList();
    }

    private static String step(Action action) {
        if (action instanceof Action.CreatePod create) {
            return "create " + create.revision() + "-" + create.slot();
        }
        if (action instanceof Action.VerifyPod verify) {
            return "verify " + verify.pod().name().substring("app-".length());
        }
        UnaryOperator<String> shortName = name -> name.substring("app-".length());
        return action instanceof Action.MarkLeaving mark
                ? "mark " + shortName.apply(mark.pod().name())
                : "delete " + shortName.apply(((Action.DeletePod) action).pod().name());
    }

    static List<String> upstream(Plan plan) {
        return plan.upstream().stream()
                .map(pod -> pod.name().substring("app-".length()))
                .toList();
    }
}
