package io.cpubound.rollout;

import java.util.SplittableRandom;

/** How much goes wrong in a simulation. */
final class SimTrouble {
    /** The cache does not show the operator's own writes before those of others: more than the contract of Observed allows. */
    boolean forgetsOwnWrites;

    int lagPercent;
    int lostEventPercent;
    int lostWritePercent;
    int deathPerMille;
    int podFaultsPerMille;
    int proxyFaultsPerMille;
    int budgetsPerMille;
    int editsPerMille;
    boolean scales;

    /** Each kind of trouble is there in some simulations and not in others, so that each is met alone too. */
    static SimTrouble of(SplittableRandom random) {
        SimTrouble trouble = new SimTrouble();
        trouble.lagPercent = pick(random, 0, 30, 70);
        trouble.lostEventPercent = pick(random, 0, 20, 60);
        trouble.lostWritePercent = pick(random, 0, 5, 25);
        trouble.deathPerMille = pick(random, 0, 10, 60);
        trouble.podFaultsPerMille = pick(random, 0, 20, 80);
        trouble.proxyFaultsPerMille = pick(random, 0, 20, 40);
        trouble.budgetsPerMille = pick(random, 0, 0, 20);
        trouble.editsPerMille = pick(random, 15, 40, 100);
        trouble.scales = random.nextBoolean();
        return trouble;
    }

    private static int pick(SplittableRandom random, int... choices) {
        return choices[random.nextInt(choices.length)];
    }

    /** What goes wrong with the operator from now on; the rest is for the story to bring about. */
    void begin(SimTrouble wanted) {
        lagPercent = wanted.lagPercent;
        lostEventPercent = wanted.lostEventPercent;
        lostWritePercent = wanted.lostWritePercent;
        deathPerMille = wanted.deathPerMille;
    }

    /** Nothing more goes wrong. */
    void end() {
        begin(new SimTrouble());
        forgetsOwnWrites = false;
    }
}
