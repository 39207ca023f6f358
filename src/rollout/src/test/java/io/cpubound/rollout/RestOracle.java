package io.cpubound.rollout;

import io.cpubound.rollout.Progress.Phase;
import java.time.Duration;

/** When it rests, what it says, and that it never waits for what does not come. */
final class RestOracle {
    private final Look look;
    private final boolean complete;

    private RestOracle(Look look) {
        this.look = look;
        complete = look.isComplete();
    }

    static void check(Look look) {
        RestOracle oracle = new RestOracle(look);
        oracle.restsWhenAndOnlyWhenSettled();
        oracle.saysWhatItDoes();
        oracle.looksAgainInTime();
        oracle.countsTheAvailable();
        oracle.neverWaitsForNothing();
    }

    private void restsWhenAndOnlyWhenSettled() {
        look.require(!complete || look.plan.actions().isEmpty(), () -> "acts although settled");
        look.require(
                look.aim.recording() || complete == look.plan.lookAgain().isEmpty(),
                () -> "looks again: " + look.plan.lookAgain());
        boolean fixAwaited = look.plan.progress().phase() == Phase.FAILED;
        look.require(
                (complete && !fixAwaited) == look.plan.progress().awaited().isEmpty(),
                () -> "awaits " + look.plan.progress());
    }

    private void saysWhatItDoes() {
        Phase phase = look.plan.progress().phase();
        boolean stays = look.aim.givenUp() && look.aim.held();
        look.require(stays == (phase == Phase.FAILED), () -> "phase " + phase);
        if (!stays) {
            look.require(complete == phase.atRest(), () -> "phase " + phase);
        }
        boolean back = look.aim.givenUp() && !look.aim.held();
        look.require(back || (phase != Phase.ROLLING_BACK && phase != Phase.ROLLED_BACK), () -> "phase " + phase);
        look.require(
                !back || phase == Phase.ROLLING_BACK || phase == Phase.ROLLED_BACK || phase == Phase.SCALING,
                () -> "phase " + phase);
        boolean frozen = look.aim.frozen() && !complete;
        look.require(frozen || phase != Phase.FROZEN, () -> "phase " + phase);
        look.require(!frozen || phase != Phase.PAUSED, () -> "phase " + phase);
        int rolled = 0;
        for (PodView pod : look.observed.pods()) {
            boolean counts = look.isUpdate(pod) && !look.isExcess(pod) && look.isGoal(pod) && look.isAvailable(pod);
            rolled += counts ? 1 : 0;
        }
        int wanted = rolled;
        look.require(look.plan.progress().rolled() == wanted, () -> "rolled " + look.plan.progress());
        if (phase.atRest() && !back) {
            Phase expected = wanted < look.desired.replicas() ? Phase.PARTITIONED : Phase.COMPLETE;
            look.require(phase == expected, () -> "phase " + phase);
        }
    }

    private void looksAgainInTime() {
        Duration again = look.plan.lookAgain().orElse(Duration.ofSeconds(1));
        look.require(again.toMillis() > 0 && again.toMillis() <= 5000, () -> "looks again in " + again);
    }

    private void countsTheAvailable() {
        int available = 0;
        for (PodView pod : look.observed.pods()) {
            available += look.isAvailable(pod) ? 1 : 0;
        }
        int count = available;
        look.require(count == look.plan.available().size(), () -> "available " + look.plan.available());
    }

    /** If nothing moves by itself, except outdated pods that may never start, then there is something to do. */
    private void neverWaitsForNothing() {
        if (complete || !look.plan.actions().isEmpty() || look.aim.recording()) {
            return;
        }
        boolean outdated = false;
        for (PodView pod : look.observed.pods()) {
            boolean startingToWhereItGoes = look.isGoal(pod) && Look.isLive(pod) && !look.isAvailable(pod);
            boolean aboutToBeListed = look.isMember(pod) && !look.isAvailable(pod);
            boolean onItsWay = (pod.leaving() && !pod.released()) || Look.isStopping(pod);
            boolean keptAsServer = look.isKeptAsServer(pod) && somethingStarts();
            boolean stillOnTheWay = pod.readySince().isPresent() && !look.isSeasoned(pod);
            if (startingToWhereItGoes || aboutToBeListed || onItsWay || keptAsServer || stillOnTheWay) {
                return;
            }
            outdated |= !look.isGoal(pod);
        }
        boolean held = look.aim.held() && (outdated || look.observed.pods().isEmpty());
        look.require(held, () -> "waits for nothing");
    }

    private boolean somethingStarts() {
        for (PodView pod : look.observed.pods()) {
            boolean wanted = look.isGoal(pod) || pod.revision().equals(look.desired.currentRevision());
            if (Look.isActive(pod) && wanted) {
                return true;
            }
        }
        return false;
    }
}
