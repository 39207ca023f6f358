package io.cpubound.rollout;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * One app's life from a seed: it settles, then everything goes wrong for a while, then nothing more does and it must settle
 * again, where it is wanted or back where it was, and then not write any more.
 */
final class Simulation {
    private static final int STORM = 400;
    private static final int TRIES = 5;
    private static final int PATIENCE = 2500;
    /** Longer than anything in the world needs to come to its end by itself. */
    private static final int QUIET = 45;

    private static final int TRACED = Integer.getInteger("rollout.trace", 60);
    private final SimWorld world;
    private final SimChecks checks;
    private final SimTrouble trouble;
    private final SimOperator operator;
    private final SimUser user;
    private Optional<Plan> last = Optional.empty();

    private Simulation(long seed, boolean traced) {
        SplittableRandom random = new SplittableRandom(seed);
        world = new SimWorld(random, SimUser.first(random, java.time.Instant.parse("2026-11-24T12:00:00Z")));
        checks = new SimChecks(world, traced);
        trouble = new SimTrouble();
        operator = new SimOperator(world, checks, trouble);
        user = new SimUser(world, checks);
        SimPod.Version[] kinds = SimPod.Version.values();
        for (String revision : List.of("r3", "r4", "r5", "r6")) {
            world.versions.put(revision, kinds[random.nextInt(kinds.length)]);
        }
    }

    /** Returns how many looks it took; a failure tells the seed and the last steps. */
    static long run(long seed) {
        Simulation simulation = new Simulation(seed, false);
        try {
            simulation.run();
            return simulation.checks.looks;
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    "seed " + seed + ": " + failure.getMessage() + "\nthe last steps:\n" + retold(seed), failure);
        }
    }

    private static String retold(long seed) {
        Simulation again = new Simulation(seed, true);
        try {
            again.run();
        } catch (AssertionError | RuntimeException same) {
            again.checks.note("-> " + same.getClass().getSimpleName());
        }
        List<String> trace = again.checks.trace();
        return again.world.versions + " verified " + again.world.verifies + "\n"
                + String.join("\n", trace.subList(Math.max(0, trace.size() - TRACED), trace.size()));
    }

    private void run() {
        settle();
        storm();
        calm();
    }

    private void storm() {
        SimTrouble wanted = SimTrouble.of(world.random);
        trouble.lagPercent = wanted.lagPercent;
        trouble.lostEventPercent = wanted.lostEventPercent;
        trouble.lostWritePercent = wanted.lostWritePercent;
        trouble.deathPerMille = wanted.deathPerMille;
        for (int i = 0; i < STORM; i++) {
            if (world.random.nextInt(1000) < wanted.editsPerMille) {
                user.edit(wanted.scales);
            }
            if (world.random.nextInt(1000) < wanted.podFaultsPerMille) {
                world.podFault();
            }
            if (world.random.nextInt(1000) < wanted.proxyFaultsPerMille) {
                world.proxies.fault();
            }
            tick();
        }
        trouble.end();
    }

    private void calm() {
        world.proxies.heal();
        user.letGo();
        SimResource resource = world.resource;
        boolean backIsGood = resource.current().isPresent()
                && world.version(resource.current().get()) == SimPod.Version.GOOD
                && !resource.update().equals(resource.current().get());
        boolean hopeless = world.isHopeless(resource.update());
        if (hopeless && backIsGood) {
            // A bad version stays wanted: that too must come to rest.
            settle();
            SimChecks.require(
                    resource.settings().partition() == resource.replicas()
                            || world.resource.memory().failure().isPresent(),
                    "a bad version was not given up");
        }
        if (world.version(resource.current().orElse("r1")) != SimPod.Version.GOOD) {
            user.partition(0);
        }
        user.update("r2");
        if (backIsGood) {
            settle();
        }
        // What is left of lost nodes may still make it late, so it is tried until it is there.
        for (int i = 0; i < TRIES && !arrived(); i++) {
            if (world.resource.memory().failure().isPresent()) {
                user.retry();
            }
            runUntilItFailsOrRests();
        }
        settle();
        SimChecks.require(arrived(), "rests at " + last.map(Plan::progress));
        SimChecks.require(world.live() == world.resource.replicas(), "pods " + world.pods.keySet());
        staysQuiet();
    }

    private boolean arrived() {
        return last.filter(plan -> plan.target().equals(world.resource.update())
                        && world.resource.memory().failure().isEmpty())
                .map(plan -> plan.progress().phase())
                .filter(phase -> phase == Progress.Phase.COMPLETE || phase == Progress.Phase.PARTITIONED)
                .isPresent();
    }

    private void runUntilItFailsOrRests() {
        int ticks = 0;
        do {
            tick();
        } while (++ticks < QUIET
                || (ticks < PATIENCE
                        && !arrived()
                        && world.resource.memory().failure().isEmpty()));
    }

    /** Until nothing is done for a while: no action, no write. */
    private void settle() {
        int quiet = 0;
        for (int i = 0; i < PATIENCE; i++) {

            SimResource resource = world.resource;
            Optional<Plan> plan = tick();
            boolean idle = plan.map(made -> made.actions().isEmpty()).orElse(true);
            quiet = idle && resource.equals(world.resource) ? quiet + 1 : 0;
            boolean waits = last.map(made ->
                            !made.progress().phase().atRest() && made.progress().phase() != Progress.Phase.FAILED)
                    .orElse(true);
            if (quiet >= QUIET && !waits) {
                return;
            }
        }
        throw new AssertionError("does not settle: " + last.map(Plan::progress));
    }

    private void staysQuiet() {
        SimResource settled = world.resource;
        for (int i = 0; i < 3; i++) {
            world.now = world.now.plus(Duration.ofHours(5));
            Plan plan = tick().orElseThrow();
            SimChecks.require(plan.actions().isEmpty(), "acts although settled");
            SimChecks.require(world.resource.equals(settled), "writes although settled");
            SimChecks.require(!world.proxies.configure(plan.upstream()), "configures although settled");
        }
    }

    private Optional<Plan> tick() {
        world.tick();
        Optional<Plan> plan = operator.tick();
        plan.ifPresent(made -> last = plan);
        checks.ticked();
        return plan;
    }
}
