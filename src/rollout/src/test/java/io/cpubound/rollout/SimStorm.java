package io.cpubound.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The story without a plot: the app settles, then everything goes wrong for a while, then nothing more does and it must settle
 * again, where it is wanted or back where it was, and then not write any more.
 */
final class SimStorm {
    private static final int LENGTH = 400;
    private final Simulation app;
    private final SimWorld world;
    private final boolean twoLead;

    private SimStorm(Simulation app, boolean twoLead) {
        this.app = app;
        this.twoLead = twoLead;
        this.world = app.world;
    }

    /** There is one operator at a time. */
    static void befalls(Simulation app) {
        new SimStorm(app, false).tell();
    }

    /** Now and then the election elects two (fabric8 before 7.7.0, kubernetes-client#7350). */
    static void befallsWhileTwoLead(Simulation app) {
        new SimStorm(app, true).tell();
    }

    private void tell() {
        SimPod.Version[] kinds = SimPod.Version.values();
        for (String revision : List.of("r3", "r4", "r5", "r6")) {
            app.world.versions.put(revision, kinds[app.random.nextInt(kinds.length)]);
        }
        app.settle();
        rage();
        calm();
        staysQuiet();
    }

    private void rage() {
        SimTrouble wanted = SimTrouble.of(world.random);
        app.trouble.begin(wanted);
        for (int i = 0; i < LENGTH; i++) {
            if (world.random.nextInt(1000) < wanted.editsPerMille) {
                app.user.edit(wanted.scales);
            }
            if (world.random.nextInt(1000) < wanted.podFaultsPerMille) {
                world.podFault();
            }
            if (world.random.nextInt(1000) < wanted.proxyFaultsPerMille) {
                world.proxies.fault();
            }
            if (world.random.nextInt(1000) < wanted.budgetsPerMille) {
                world.refusedUntil = world.now.plusSeconds(1 + world.random.nextInt(300));
            }
            if (twoLead && world.random.nextInt(40) == 0) {
                if (app.hasTwoLeaders()) {
                    app.electOne();
                } else {
                    app.electAnother();
                }
            }
            app.tick();
        }
        if (app.hasTwoLeaders()) {
            app.electOne();
        }
        app.trouble.end();
    }

    private void calm() {
        world.proxies.heal();
        world.refusedUntil = Instant.MIN;
        app.user.letGo();
        SimResource resource = world.resource;
        boolean backIsGood = resource.current().isPresent()
                && world.version(resource.current().get()) == SimPod.Version.GOOD
                && !resource.update().equals(resource.current().get());
        boolean hopeless = world.isHopeless(resource.update());
        if (hopeless && backIsGood) {
            // A bad version stays wanted: that too must come to rest.
            app.settle();
            SimChecks.require(
                    resource.settings().partition() == resource.replicas()
                            || world.resource.memory().failure().isPresent(),
                    "a bad version was not given up");
        }
        if (world.version(resource.current().orElse("r1")) != SimPod.Version.GOOD) {
            app.user.partition(0);
        }
        app.user.update("r2");
        if (backIsGood) {
            app.settle();
        }
        app.arrive();
    }

    private void staysQuiet() {
        SimResource settled = world.resource;
        for (int i = 0; i < 3; i++) {
            world.now = world.now.plus(Duration.ofHours(5));
            Plan plan = app.tick().orElseThrow();
            SimChecks.require(plan.actions().isEmpty(), "acts although settled");
            SimChecks.require(world.resource.equals(settled), "writes although settled");
            SimChecks.require(!world.proxies.configure(plan.upstream()), "configures although settled");
        }
    }
}
