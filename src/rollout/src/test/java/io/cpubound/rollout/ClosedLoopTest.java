package io.cpubound.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.function.LongConsumer;
import org.junit.jupiter.api.Test;

/** The planner in a world that does what it likes; the oracle looks at every plan. A failure names its seed. */
class ClosedLoopTest {
    private static final int[][] BUDGETS = {{1, 0, 0}, {0, 1, 0}, {1, 1, 2}, {2, 1, 0}, {1, 0, 3}, {0, 2, 1}};
    private static final String[] REVISIONS = {"r1", "r2", "r3", "r4"};
    private static final int PATIENCE = 600;
    private int steps;

    @Test
    void settlesFromEveryKindOfStartWhateverHappensOnTheWay() {
        forSeeds(800, seed -> {
            Random random = new Random(seed);
            World world = new World(random);
            world.lag(random.nextInt(4));
            int[] budget = BUDGETS[random.nextInt(BUDGETS.length)];
            int replicas = random.nextInt(5);
            String update = "r1";
            String current = "r1";
            boolean paused = false;
            for (int i = 0; i < 150; i++) {
                switch (random.nextInt(60)) {
                    case 0 -> replicas = random.nextInt(6);
                    case 1, 2 -> update = REVISIONS[random.nextInt(REVISIONS.length)];
                    case 3 -> paused = !paused;
                    case 4 -> world.bad("r3");
                    case 5, 6, 7 -> world.fault();
                    default -> {}
                }
                current = next(current, world, replicas, update, budget, paused);
            }
            // Whatever was wrong is put right, and nothing more happens: it must settle.
            String good = update.equals("r3") ? "r4" : update;
            int wanted = replicas;
            settle(world, wanted, good, current, budget);
            assertThat(world.pods()).isEqualTo(wanted);
        });
        System.out.println("planner: " + steps + " simulated looks settled");
    }

    @Test
    void aRolloutAndItsRollbackNeverTakeCapacity() {
        forSeeds(300, seed -> {
            Random random = new Random(seed);
            World world = new World(random);
            // As the contract of Observed says; otherwise a change of the spec within the lag takes one pod more.
            world.readsItsOwnMarks();
            world.lag(random.nextInt(3));
            int[] budget = BUDGETS[random.nextInt(BUDGETS.length)];
            int replicas = 1 + random.nextInt(4);
            settle(world, replicas, "r1", "r1", budget);
            String current = "r1";
            String update = "r2";
            for (int i = 0; i < 200; i++) {
                if (random.nextInt(25) == 0) {
                    update = REVISIONS[random.nextInt(REVISIONS.length)];
                }
                current = next(current, world, replicas, update, budget, false);
                assertThat(world.available()).isGreaterThanOrEqualTo(replicas - budget[1]);
            }
        });
        System.out.println("planner: " + steps + " simulated looks of rollouts that kept their capacity");
    }

    @Test
    void aBadVersionCostsOnePodAndDoesNotBlockItsFix() {
        forSeeds(200, seed -> {
            Random random = new Random(seed);
            World world = new World(random);
            world.bad("r2");
            world.lag(random.nextInt(3));
            int[] budget = BUDGETS[random.nextInt(BUDGETS.length)];
            int replicas = 1 + random.nextInt(4);
            settle(world, replicas, "r1", "r1", budget);
            Desired bad = World.desired(replicas, "r2", "r1", budget, false);
            int lost = budget[0] == 0 ? 1 : 0;
            for (int i = 0; i < 120; i++) {
                tick(world, bad);
                assertThat(world.made("r2")).isLessThanOrEqualTo(1);
                assertThat(world.available()).isGreaterThanOrEqualTo(replicas - lost);
            }
            assertThat(world.made("r2")).isEqualTo(1);
            settle(world, replicas, random.nextBoolean() ? "r3" : "r1", "r1", budget);
        });
        System.out.println("planner: " + steps + " simulated looks of bad versions");
    }

    @Test
    void aBadFirstVersionCostsOnePodAndDoesNotBlockItsFix() {
        forSeeds(100, seed -> {
            Random random = new Random(seed);
            World world = new World(random);
            world.bad("r1");
            int[] budget = BUDGETS[random.nextInt(BUDGETS.length)];
            for (int i = 0; i < 60; i++) {
                tick(world, World.desired(3, "r1", "r1", budget, false));
                assertThat(world.made("r1")).isLessThanOrEqualTo(1);
            }
            settle(world, 3, "r2", random.nextBoolean() ? "r1" : "r2", budget);
        });
    }

    private Plan tick(World world, Desired desired) {
        steps++;
        return world.tick(desired);
    }

    private String next(String current, World world, int replicas, String update, int[] budget, boolean paused) {
        Plan plan = tick(world, World.desired(replicas, update, current, budget, paused));
        return plan.progress().phase() == Progress.Phase.COMPLETE ? update : current;
    }

    private void settle(World world, int replicas, String update, String current, int[] budget) {
        Plan plan = null;
        int quiet = 0;
        for (int i = 0; i < PATIENCE && quiet < 8; i++) {
            plan = tick(world, World.desired(replicas, update, current, budget, false));
            quiet = plan.progress().phase() == Progress.Phase.COMPLETE ? quiet + 1 : 0;
        }
        assertThat(quiet).as("looks at rest, last %s", plan).isEqualTo(8);
    }

    private static void forSeeds(int count, LongConsumer run) {
        for (long seed = 0; seed < count; seed++) {
            try {
                run.accept(seed);
            } catch (AssertionError failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }
}
