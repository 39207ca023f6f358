package io.cpubound.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
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
    private static final int BATCH = (int) Math.min(256, STEPS / 100);

    @Test
    void keepsThePromisesWhateverHappens() {
        long began = System.nanoTime();
        AtomicLong steps = new AtomicLong();
        long seed = FIRST;
        long told = began;
        while (steps.get() < STEPS) {
            LongStream.range(seed, seed + BATCH)
                    .parallel()
                    .forEach(one -> steps.addAndGet(Simulation.play(one, SimStorm::befalls)));
            seed += BATCH;
            if (System.nanoTime() - told > 60_000_000_000L) {
                told = System.nanoTime();
                tell(steps.get(), seed, began);
            }
        }
        tell(steps.get(), seed, began);
        System.out.println(
                "checked in each: the oracle; in truth: capacity, deletions, number of pods, the cost of a bad"
                        + " version; at the end of each seed: it settles and writes no more");
        assertThat(steps.get()).isGreaterThanOrEqualTo(STEPS);
    }

    private static void tell(long steps, long nextSeed, long began) {
        double seconds = (System.nanoTime() - began) / 1e9;
        System.out.printf(
                "planner: %,d simulated steps, seeds %d to %d, %.0f s, %,.0f steps/s%n",
                steps, FIRST, nextSeed - 1, seconds, steps / seconds);
    }
}
