package io.cpubound.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * Two operators that both believe that they lead, each with caches of its own, one kind of object later than the other. What
 * that may cost is in {@link SimChecks}; nothing else, and when one of them leads again it is as if it had always been alone.
 */
class TwoLeadersTest {

    @Test
    void aRolloutUnderTwoLeadersArrives() {
        fromSeeds(app -> {
            app.user.update("r2");
            app.run(60);
            app.electOne();
            app.arrive();
            assertThat(app.world.resource.current()).contains("r2");
        });
    }

    /** One has written the verdict down and taken the pod away; the other one has not read it, and sees that no pod is there. */
    @Test
    void aBadVersionUnderTwoLeadersCostsAFewPodsAndGoesBack() {
        fromSeeds(app -> {
            app.world.versions.put("r2", SimPod.Version.CRASHES);
            app.user.update("r2");
            app.run(120);
            app.electOne();
            app.settle();
            assertThat(app.world.made.get("r2")).isBetween(1, 6);
            assertThat(app.world.resource.memory().failure()).isPresent();
            app.user.update("r3");
            app.settleWhereItIsWanted();
        });
    }

    @Test
    void aSettledAppUnderTwoLeadersIsLeftAlone() {
        fromSeeds(app -> {
            SimResource settled = app.world.resource;
            int list = app.world.proxies.configuration();
            app.run(100);
            assertThat(app.world.resource).isEqualTo(settled);
            assertThat(app.world.proxies.configuration()).isEqualTo(list);
            assertThat(app.world.made.get("r1")).isEqualTo(settled.replicas());
        });
    }

    private static void fromSeeds(Consumer<Simulation> story) {
        long looks = LongStream.range(0, 300)
                .map(seed -> Simulation.play(seed, app -> {
                    app.begin(1 + app.random.nextInt(4), "r1", Optional.empty());
                    app.settleWhereItIsWanted();
                    app.electAnother();
                    story.accept(app);
                }))
                .sum();
        System.out.printf("planner: %,d simulated looks of two leaders%n", looks);
    }
}
