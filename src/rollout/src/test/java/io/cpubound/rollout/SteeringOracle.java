package io.cpubound.rollout;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Where it goes: failures, ways back, pauses, freezes, partitions, verification. */
final class SteeringOracle {
    private final Look look;
    private final Aim aim;

    private SteeringOracle(Look look) {
        this.look = look;
        aim = look.aim;
    }

    static void check(Look look) {
        SteeringOracle oracle = new SteeringOracle(look);
        oracle.goesWhereItHasTo();
        oracle.remembersWhyARevisionWasGivenUp();
        oracle.writesAVerdictDownBeforeItActs();
        oracle.makesNoPodOfARevisionThatIsGivenUp();
        oracle.replacesNothingWhileHeld();
        oracle.movesNothingToTheUpdateWhileHeld();
        oracle.keepsSlotsBelowThePartition();
        oracle.verifiesWhatIsDueAndStays();
    }

    private void goesWhereItHasTo() {
        look.require(look.plan.target().equals(aim.update()), () -> "goes to " + look.plan.target());
    }

    private void remembersWhyARevisionWasGivenUp() {
        Optional<Failure> failure = look.plan.memory().failure();
        look.require(failure.isPresent() == aim.givenUp(), () -> "remembers " + failure);
        look.require(
                look.plan.memory().retriedAt().equals(aim.retriedAt()),
                () -> "remembers a retry at " + look.plan.memory().retriedAt());
        if (aim.givenUp() && aim.reason().isEmpty()) {
            look.require(failure.equals(look.observed.memory().failure()), () -> "tells another story: " + failure);
        }
        if (aim.reason().isPresent()) {
            look.require(
                    failure.map(Failure::reason).equals(aim.reason())
                            && failure.map(Failure::at).equals(Optional.of(look.now))
                            && failure.map(Failure::revision).equals(Optional.of(look.desired.updateRevision())),
                    () -> "gives up for another reason: " + failure);
        }
    }

    private void writesAVerdictDownBeforeItActs() {
        look.require(
                !aim.recording() || look.plan.actions().isEmpty(), () -> "acts before it has written down why it does");
    }

    private void makesNoPodOfARevisionThatIsGivenUp() {
        if (aim.givenUp()) {
            for (Action.CreatePod create : look.creates) {
                look.require(
                        !create.revision().equals(look.desired.updateRevision()),
                        () -> "makes a pod of the revision that was given up: " + create);
            }
        }
    }

    private void replacesNothingWhileHeld() {
        if (!aim.held()) {
            return;
        }
        for (PodId id : look.marks) {
            PodView pod = look.find(id);
            boolean surplus = look.isExcess(pod) || pod.stage() == PodView.Stage.FAILED;
            boolean completes = aim.frozen() && hasAnother(pod);
            look.require(surplus || completes, () -> "replaces while held: " + id);
        }
        for (Action.CreatePod create : look.creates) {
            for (PodView pod : look.observed.pods()) {
                look.require(
                        pod.slot() != create.slot() || look.isExcess(pod) || !Look.isActive(pod),
                        () -> "replaces while held: " + create);
            }
        }
    }

    private boolean hasAnother(PodView pod) {
        for (PodView other : look.observed.pods()) {
            if (other.slot() == pod.slot() && Look.isActive(other) && !other.equals(pod)) {
                return true;
            }
        }
        return false;
    }

    private void movesNothingToTheUpdateWhileHeld() {
        String current = look.desired.currentRevision();
        if (!aim.held() || aim.update().equals(current) || look.creates.isEmpty()) {
            return;
        }
        boolean currentIsThere = false;
        for (PodView pod : look.observed.pods()) {
            currentIsThere |= pod.revision().equals(current) && Look.isActive(pod);
        }
        for (Action.CreatePod create : look.creates) {
            boolean allowed = create.revision().equals(current) || (!currentIsThere && look.isProven());
            look.require(allowed, () -> "makes a pod of the update revision while held: " + create);
        }
    }

    private void keepsSlotsBelowThePartition() {
        for (Action.CreatePod create : look.creates) {
            look.require(
                    create.slot() >= look.desired.replicas()
                            || create.slot() >= aim.partition()
                            || create.revision().equals(look.goal(create.slot())),
                    () -> "moves a slot below the partition: " + create);
        }
    }

    private void verifiesWhatIsDueAndStays() {
        Set<PodId> due = new HashSet<>();
        for (PodView pod : look.observed.pods()) {
            if (pod.verificationDue() && Look.isActive(pod) && !look.marks.contains(pod.id()) && !aim.recording()) {
                due.add(pod.id());
            }
        }
        look.require(
                look.verifies.size() == due.size() && due.containsAll(look.verifies),
                () -> "verifies " + look.verifies + " and due are " + due);
    }
}
