package io.cpubound.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** One app's life in a world of its own, from a seed. A story says what happens in it; all of it is checked on the way. */
final class Simulation {
    private static final int TRIES = 20;
    private static final int PATIENCE = 2500;
    /** Longer than anything in the world needs to come to its end by itself. */
    private static final int QUIET = 45;

    private static final int TRACED = Integer.getInteger("rollout.trace", 60);
    private static final Instant BEGIN = Instant.parse("2026-11-24T12:00:00.300Z");

    final SplittableRandom random;
    final SimWorld world;
    final SimChecks checks;
    final SimTrouble trouble = new SimTrouble();
    final SimUser user;
    private final List<SimOperator> leaders = new ArrayList<>();
    private Optional<Plan> last = Optional.empty();

    private Simulation(long seed, boolean traced) {
        random = new SplittableRandom(seed);
        world = new SimWorld(random, SimUser.first(random, BEGIN), BEGIN);
        checks = new SimChecks(world, traced);
        leaders.add(new SimOperator(world, checks, trouble));
        user = new SimUser(world, checks);
    }

    /** Returns how many looks the story took; a failure tells the seed and the last steps. */
    static long play(long seed, Consumer<Simulation> story) {
        Simulation simulation = new Simulation(seed, false);
        try {
            story.accept(simulation);
            return simulation.checks.looks;
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError(
                    "seed " + seed + ": " + failure.getMessage() + "\nthe last steps:\n" + retold(seed, story),
                    failure);
        }
    }

    private static String retold(long seed, Consumer<Simulation> story) {
        Simulation again = new Simulation(seed, true);
        try {
            story.accept(again);
        } catch (AssertionError | RuntimeException same) {
            again.checks.note("-> " + same.getClass().getSimpleName());
        }
        List<String> trace = again.checks.trace();
        return again.world.versions + " verified " + again.world.verifies + "\n"
                + String.join("\n", trace.subList(Math.max(0, trace.size() - TRACED), trace.size()));
    }

    /** Before anything happened: an app of so many replicas that is to run this revision. */
    void begin(int replicas, String update, Optional<String> current) {
        world.resource = world.resource.scaled(replicas).updatedTo(update).status(current, world.resource.memory());
    }

    boolean arrived() {
        return last.filter(plan -> plan.target().equals(world.resource.update())
                        && world.resource.memory().failure().isEmpty())
                .map(plan -> plan.progress().phase())
                .filter(phase -> phase == Progress.Phase.COMPLETE || phase == Progress.Phase.PARTITIONED)
                .isPresent();
    }

    Optional<Progress> progress() {
        return last.map(Plan::progress);
    }

    /** Slots with an available pod of it, as the operator sees it. */
    int rolled(String revision) {
        return last.filter(plan -> plan.target().equals(revision))
                .map(plan -> plan.progress().rolled())
                .orElse(0);
    }

    void run(int ticks) {
        for (int i = 0; i < ticks; i++) {
            tick();
        }
    }

    void runUntilItFailsOrRests() {
        int ticks = 0;
        do {
            tick();
        } while (++ticks < QUIET
                || (ticks < PATIENCE
                        && !arrived()
                        && world.resource.memory().failure().isEmpty()));
    }

    /** Until nothing is done for a while: no action, no write. */
    void settle() {
        int quiet = 0;
        for (int i = 0; i < PATIENCE; i++) {
            SimResource resource = world.resource;
            Optional<Plan> plan = tick();
            boolean idle = plan.map(made -> made.actions().isEmpty()).orElse(true);
            quiet = idle && resource.equals(world.resource) ? quiet + 1 : 0;
            boolean waits = progress()
                    .map(Progress::phase)
                    .map(phase -> !phase.atRest() && phase != Progress.Phase.FAILED)
                    .orElse(true);
            if (quiet >= QUIET && !waits) {
                return;
            }
        }
        throw new AssertionError("does not settle: " + progress());
    }

    /** Lost nodes may make it late, so it is tried until it is there. At least once: the last plan may be about an older wish. */
    void arrive() {
        int tries = 0;
        do {
            if (world.resource.memory().failure().isPresent()) {
                user.retry();
            }
            runUntilItFailsOrRests();
        } while (++tries < TRIES && !arrived());
        settleWhereItIsWanted();
    }

    /** It is at rest with what is wanted and nothing else, what is left of lost nodes too. */
    void settleWhereItIsWanted() {
        settle();
        for (int i = 0; i < PATIENCE && world.pods.size() != world.resource.replicas(); i++) {
            tick();
        }
        SimChecks.require(arrived(), "rests at " + progress());
        SimChecks.require(world.pods.size() == world.resource.replicas(), "pods " + world.pods.keySet());
    }

    /** One second. */
    Optional<Plan> tick() {
        world.tick();
        Optional<Plan> plan = Optional.empty();
        // Who comes first is no matter of the order in which they were elected.
        boolean reversed = hasTwoLeaders() && random.nextBoolean();
        for (int i = 0; i < leaders.size(); i++) {
            Optional<Plan> before = plan;
            plan = leaders.get(reversed ? leaders.size() - 1 - i : i).tick().or(() -> before);
        }
        last = plan.or(() -> last);
        checks.ticked();
        return plan;
    }

    /** Another operator believes that it leads too. */
    void electAnother() {
        leaders.add(new SimOperator(world, checks, trouble));
        checks.led(leaders.size());
    }

    boolean hasTwoLeaders() {
        return leaders.size() > 1;
    }

    /** One of two hears that it does not. */
    void electOne() {
        leaders.remove(random.nextInt(leaders.size()));
        leaders.get(0).readAnew();
        checks.led(leaders.size());
    }
}
