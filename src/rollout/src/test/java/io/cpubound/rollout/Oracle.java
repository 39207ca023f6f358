package io.cpubound.rollout;

import java.time.Instant;

/** Says whether a plan keeps the promises, from the records of the contract alone: it shares no code with the planner. */
final class Oracle {

    private Oracle() {}

    static void check(Desired desired, Observed observed, Instant now, Plan plan) {
        Look look = new Look(desired, observed, now, plan);
        SafetyOracle.check(look);
        StandInOracle.check(look);
        OrderOracle.check(look);
        UpstreamOracle.check(look);
        SteeringOracle.check(look);
        RestOracle.check(look);
    }
}
