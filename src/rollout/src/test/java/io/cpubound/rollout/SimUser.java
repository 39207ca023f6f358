package io.cpubound.rollout;

import io.cpubound.rollout.Steering.OnFailure;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;

/** Edits the resource as no sensible user would: anything at any time. */
final class SimUser {
    private static final String[] REVISIONS = {"r1", "r2", "r3", "r4", "r5", "r6"};
    private static final int[][] BUDGETS = {{1, 0}, {0, 1}, {1, 1}, {2, 1}, {0, 2}};
    private final SimWorld world;
    private final SimChecks checks;
    private final SplittableRandom random;

    SimUser(SimWorld world, SimChecks checks) {
        this.world = world;
        this.checks = checks;
        this.random = world.random;
    }

    static SimResource first(SplittableRandom random, Instant now) {
        return new SimResource(
                1,
                1,
                random.nextInt(6),
                "r1",
                settings(random, 0, false),
                Steering.DEFAULT,
                Optional.empty(),
                ProgressMemory.none(now));
    }

    private static RolloutSettings settings(SplittableRandom random, int partition, boolean paused) {
        int[] budget = BUDGETS[random.nextInt(BUDGETS.length)];
        Optional<WarmUp> warmUp = random.nextInt(3) == 0
                ? Optional.of(new WarmUp(Duration.ofSeconds(2 + random.nextInt(20)), 1 + random.nextInt(4), 10))
                : Optional.empty();
        return new RolloutSettings(
                budget[0],
                budget[1],
                Duration.ofSeconds(random.nextBoolean() ? random.nextInt(8) : 0),
                Duration.ofSeconds(60 + random.nextInt(120)),
                Duration.ofSeconds(60 + random.nextInt(120)),
                partition,
                warmUp,
                paused);
    }

    void edit(boolean scales) {
        SimResource seen = world.resource;
        Steering steering = seen.steering();
        switch (random.nextInt(scales ? 16 : 14)) {
            case 0, 1, 2, 3, 4 -> update(REVISIONS[random.nextInt(REVISIONS.length)]);
            case 5, 6 -> pause(!seen.settings().paused());
            case 7, 8 ->
                write(
                        seen.with(seen.partitioned(random.nextBoolean() ? 0 : random.nextInt(seen.replicas() + 1))),
                        "partition",
                        false);
            case 9 -> write(seen.with(freeze(steering, seen.update())), "freeze", false);
            case 10 ->
                write(
                        seen.with(steered(
                                steering,
                                steering.abort().isPresent() ? Optional.empty() : Optional.of(seen.update()),
                                steering.retry())),
                        "abort",
                        false);
            case 11, 12 -> retry();
            case 13 -> write(seen.with(otherOnFailure(steering)), "onFailure", false);
            case 14 -> scale(random.nextInt(6));
            default ->
                write(
                        seen.with(settings(
                                random,
                                seen.settings().partition(),
                                seen.settings().paused())),
                        "settings",
                        true);
        }
    }

    /** As the plugin does it: the abort goes too. */
    void retry() {
        Optional<Instant> at = world.resource.memory().failure().map(Failure::at);
        write(world.resource.with(steered(world.resource.steering(), Optional.empty(), at)), "retry", false);
    }

    /** Takes away whatever holds a rollout. */
    void letGo() {
        SimResource seen = world.resource;
        write(seen.with(seen.paused(false)), "resume", false);
        Steering steering = seen.steering();
        write(
                world.resource.with(new Steering(
                        steering.onFailure(), Optional.empty(), Optional.empty(), Optional.empty(), steering.retry())),
                "thaw",
                false);
    }

    void scale(int replicas) {
        write(world.resource.scaled(replicas), "scale", true);
    }

    void pause(boolean paused) {
        write(world.resource.with(world.resource.paused(paused)), "pause", false);
    }

    void partition(int slots) {
        write(world.resource.with(world.resource.partitioned(slots)), "partition", false);
    }

    void update(String revision) {
        write(world.resource.updatedTo(revision), "update", false);
    }

    private void write(SimResource newer, String what, boolean affectsCapacity) {
        world.write(newer);
        checks.edited(what, affectsCapacity);
    }

    private Steering freeze(Steering steering, String update) {
        Optional<Instant> until = steering.frozenUntil().isPresent()
                ? Optional.empty()
                : Optional.of(world.now.plusSeconds(10 + random.nextInt(100)));
        return new Steering(
                steering.onFailure(),
                until,
                random.nextInt(4) == 0 ? Optional.of(update) : Optional.empty(),
                steering.abort(),
                steering.retry());
    }

    private static Steering steered(Steering steering, Optional<String> abort, Optional<Instant> retry) {
        return new Steering(steering.onFailure(), steering.frozenUntil(), steering.freezeOverride(), abort, retry);
    }

    private static Steering otherOnFailure(Steering steering) {
        return new Steering(
                steering.onFailure() == OnFailure.PAUSE ? OnFailure.ROLLBACK : OnFailure.PAUSE,
                steering.frozenUntil(),
                steering.freezeOverride(),
                steering.abort(),
                steering.retry());
    }
}
