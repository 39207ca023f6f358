package io.cpubound.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * The planner in a world that does what it likes, from seeds; a failure names its seed. A step is a look with all its checks.
 * Property {@code rollout.steps}: how many steps at least (make soak asks for 100 million); {@code rollout.seed}: the first
 * seed.
 */
class SimulationTest {
    private static final long STEPS = Long.getLong("rollout.steps", 1_000_000);
    private static final long FIRST = Long.getLong("rollout.seed", 0);

    @Test
    void keepsThePromisesWhateverHappens() {
        play("", STEPS, SimStorm::befalls);
        System.out.println(
                "checked in each: the oracle; in truth: capacity, deletions, number of pods, the cost of a bad"
                        + " version; at the end of each seed: it settles and writes no more");
    }

    /** Fewer steps: two that lead at one time are a fault of the election, and not what the planner is made for. */
    @Test
    void keepsThemWithinLimitsWhileTwoOperatorsLead() {
        play(" with two leaders", Math.max(STEPS / 100, 10_000), SimStorm::befallsWhileTwoLead);
    }

    private static void play(String kind, long atLeast, Consumer<Simulation> story) {
        long began = System.nanoTime();
        int batch = (int) Math.min(256, atLeast / 100);
        AtomicLong steps = new AtomicLong();
        long seed = FIRST;
        long told = began;
        while (steps.get() < atLeast) {
            LongStream.range(seed, seed + batch)
                    .parallel()
                    .forEach(one -> steps.addAndGet(Simulation.play(one, story)));
            seed += batch;
            if (System.nanoTime() - told > 60_000_000_000L) {
                told = System.nanoTime();
                tell(kind, steps.get(), seed, began);
            }
        }
        tell(kind, steps.get(), seed, began);
        assertThat(steps.get()).isGreaterThanOrEqualTo(atLeast);
    }

    private static void tell(String kind, long steps, long nextSeed, long began) {
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "planner: %,d simulated steps%s, seeds %d to %d, %.0f s, %,.0f steps/s%n",
                steps, kind, FIRST, nextSeed - 1, seconds, steps / seconds);
    }
}
