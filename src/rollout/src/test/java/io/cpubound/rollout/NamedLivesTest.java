package io.cpubound.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Simulated lives with a plot, each from many seeds; the oracle looks at every plan, and a failure names its seed. */
class NamedLivesTest {
    private static final String[] REVISIONS = {"r1", "r2", "r3", "r4"};

    /** Even if the cache lags behind the operator's own writes, which it must not: late is all that it may be. */
    @Test
    void settlesFromEveryKindOfStartWhateverHappensOnTheWay() {
        fromSeeds("settled", 2000, app -> {
            app.trouble.forgetsOwnWrites = true;
            app.checks.remembers = false;
            app.trouble.lagPercent = app.random.nextInt(4) * 25;
            app.begin(app.random.nextInt(5), "r1", Optional.empty());
            for (int i = 0; i < 150; i++) {
                switch (app.random.nextInt(60)) {
                    case 0 -> app.user.scale(app.random.nextInt(6));
                    case 1, 2 -> app.user.update(REVISIONS[app.random.nextInt(REVISIONS.length)]);
                    case 3 -> app.user.pause(!app.world.resource.settings().paused());
                    case 4 -> app.world.versions.put("r3", SimPod.Version.NEVER_READY);
                    case 5, 6, 7 -> app.world.podFault();
                    default -> {}
                }
                app.tick();
            }
            // Whatever was wrong is put right, and nothing more happens: it must settle.
            app.trouble.end();
            app.checks.remembers = true;
            app.user.letGo();
            if (app.world.resource.update().equals("r3")) {
                app.user.update("r4");
            }
            app.arrive();
        });
    }

    @Test
    void aRolloutAndItsRollbackNeverTakeCapacity() {
        fromSeeds("of rollouts that kept their capacity", 1000, app -> {
            app.trouble.lagPercent = app.random.nextInt(3) * 30;
            int replicas = 1 + app.random.nextInt(4);
            app.begin(replicas, "r1", Optional.empty());
            app.settleWhereItIsWanted();
            int unavailable = app.world.resource.settings().maxUnavailable();
            for (int i = 0; i < 200; i++) {
                if (app.random.nextInt(25) == 0) {
                    app.user.update(REVISIONS[app.random.nextInt(REVISIONS.length)]);
                }
                app.tick();
                assertThat(app.world.capacity()).isGreaterThanOrEqualTo(replicas - unavailable);
            }
        });
    }

    @Test
    void aBadVersionCostsOnePodAndDoesNotBlockItsFix() {
        fromSeeds("of bad versions", 600, app -> {
            app.world.versions.put("r2", hopeless(app));
            app.trouble.lagPercent = app.random.nextInt(3) * 30;
            int replicas = 1 + app.random.nextInt(4);
            app.begin(replicas, "r1", Optional.empty());
            app.settleWhereItIsWanted();
            app.user.update("r2");
            int lost = app.world.resource.settings().maxSurge() == 0 ? 1 : 0;
            for (int i = 0; i < 120; i++) {
                app.tick();
                assertThat(made(app, "r2")).isLessThanOrEqualTo(1);
                assertThat(app.world.capacity()).isGreaterThanOrEqualTo(replicas - lost);
            }
            assertThat(made(app, "r2")).isEqualTo(1);
            app.user.update(app.random.nextBoolean() ? "r3" : "r1");
            app.settleWhereItIsWanted();
        });
    }

    @Test
    void aBadFirstVersionCostsOnePodAndDoesNotBlockItsFix() {
        fromSeeds("of bad first versions", 300, app -> {
            app.world.versions.put("r1", hopeless(app));
            app.begin(3, "r1", app.random.nextBoolean() ? Optional.of("r1") : Optional.empty());
            for (int i = 0; i < 60; i++) {
                app.tick();
                assertThat(made(app, "r1")).isLessThanOrEqualTo(1);
            }
            app.user.update("r2");
            app.settleWhereItIsWanted();
        });
    }

    /** Nothing forces the pods of a node that vanished away, and their names are held for as long as their objects are there. */
    @Test
    void aNodeThatVanishesWithTheNamesCostsCapacityOnlyUntilItIsCertain() {
        fromSeeds("of nodes that vanished", 400, app -> {
            int replicas = 1 + app.random.nextInt(4);
            app.begin(replicas, "r1", Optional.empty());
            app.settleWhereItIsWanted();
            List<SimPod> all = List.copyOf(app.world.pods.values());
            List<SimPod> lost = all.subList(0, 1 + app.random.nextInt(replicas));
            lost.forEach(pod -> app.world.vanish(pod, 1000 + app.random.nextInt(1000)));
            app.run(200);
            assertThat(app.world.capacity()).isEqualTo(replicas);
            assertThat(app.world.live()).isEqualTo(replicas);
            assertThat(app.world.pods.values()).containsAll(lost);
            app.user.update("r2");
            app.run(400);
            assertThat(app.world.capacity()).isEqualTo(replicas);
            assertThat(app.world.made.get("r2")).isEqualTo(replicas);
            app.settleWhereItIsWanted();
        });
    }

    /** It is good, but one of its names is lost until the node is given up. */
    @Test
    void aNodeThatVanishesWithANewPodIsNoFaultOfTheUpdate() {
        fromSeeds("of nodes that vanished with a new pod", 300, app -> {
            int replicas = 2 + app.random.nextInt(3);
            app.begin(replicas, "r1", Optional.empty());
            app.settleWhereItIsWanted();
            app.user.update("r2");
            while (app.rolled("r2") < 2) {
                app.tick();
            }
            SimPod first = app.world.pods.values().stream()
                    .filter(pod -> pod.revision.equals("r2"))
                    .findFirst()
                    .orElseThrow();
            app.world.vanish(first, 1000 + app.random.nextInt(1000));
            app.run(900);
            assertThat(app.world.capacity()).isEqualTo(replicas);
            assertThat(app.world.resource.memory().failure()).isEmpty();
            assertThat(app.world.pods).containsValue(first);
            app.settleWhereItIsWanted();
        });
    }

    /** It may be full for hours: every pod stays, and the deadline begins anew when it is not any more. */
    @Test
    void aDisruptionBudgetThatRefusesIsNoFaultOfTheUpdate() {
        fromSeeds("of disruption budgets that refuse", 300, app -> {
            int replicas = 1 + app.random.nextInt(4);
            app.begin(replicas, "r1", Optional.empty());
            app.settleWhereItIsWanted();
            app.user.update("r2");
            app.run(app.random.nextInt(60));
            app.world.refusedUntil = app.world.now.plusSeconds(1000);
            app.run(600);
            SimResource waiting = app.world.resource;
            app.run(300);
            assertThat(app.world.resource).as("waiting costs no writes").isEqualTo(waiting);
            assertThat(app.world.resource.memory().failure()).isEmpty();
            app.settleWhereItIsWanted();
            assertThat(app.world.made.get("r2")).isEqualTo(replicas);
        });
    }

    private static SimPod.Version hopeless(Simulation app) {
        List<SimPod.Version> all = List.of(SimPod.Version.values()).stream()
                .filter(version -> version.hopeless(app.world.verifies))
                .toList();
        return all.get(app.random.nextInt(all.size()));
    }

    private static int made(Simulation app, String revision) {
        return app.world.made.getOrDefault(revision, 0);
    }

    private static void fromSeeds(String what, int count, Consumer<Simulation> story) {
        long looks = LongStream.range(0, count)
                .map(seed -> Simulation.play(seed, story))
                .sum();
        System.out.printf("planner: %,d simulated looks %s%n", looks, what);
    }
}
