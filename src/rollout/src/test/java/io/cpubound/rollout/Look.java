package io.cpubound.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** One look and its plan as the oracle sees them. It shares no code with the planner. Plain loops: it is taken ten million times. */
final class Look {
    final Desired desired;
    final Observed observed;
    final Instant now;
    final Plan plan;
    final Aim aim;
    final int surge;
    final int unavailable;
    final List<PodId> marks = new ArrayList<>();
    final List<PodId> deletes = new ArrayList<>();
    final List<PodId> verifies = new ArrayList<>();
    final List<Action.CreatePod> creates = new ArrayList<>();
    private final String[] goals;

    Look(Desired desired, Observed observed, Instant now, Plan plan) {
        this.desired = desired;
        this.observed = observed;
        this.now = now;
        this.plan = plan;
        aim = Aim.of(desired, observed, now, plan);
        surge = desired.settings().maxSurge();
        unavailable = desired.settings().maxUnavailable();
        for (Action action : plan.actions()) {
            if (action instanceof Action.MarkLeaving mark) {
                marks.add(mark.pod());
            } else if (action instanceof Action.DeletePod delete) {
                deletes.add(delete.pod());
            } else if (action instanceof Action.CreatePod create) {
                creates.add(create);
            } else if (action instanceof Action.VerifyPod verify) {
                verifies.add(verify.pod());
            }
        }
        goals = new String[desired.replicas()];
        for (int slot = 0; slot < goals.length; slot++) {
            goals[slot] = slot < aim.partition() && !isRolled(slot) ? desired.currentRevision() : aim.update();
        }
    }

    private boolean isRolled(int slot) {
        for (PodView pod : observed.pods()) {
            if (pod.slot() == slot && isUpdate(pod) && isMember(pod)) {
                return true;
            }
        }
        return false;
    }

    /** Of the revision that its slot has to have. */
    boolean isGoal(PodView pod) {
        return pod.revision().equals(pod.slot() < goals.length ? goals[pod.slot()] : aim.update());
    }

    String goal(int slot) {
        return goals[slot];
    }

    PodView find(PodId id) {
        for (PodView pod : observed.pods()) {
            if (pod.id().equals(id)) {
                return pod;
            }
        }
        throw new AssertionError("acts on a pod that does not exist: " + id);
    }

    boolean isExcess(PodView pod) {
        return pod.slot() >= desired.replicas();
    }

    boolean isUpdate(PodView pod) {
        return pod.revision().equals(aim.update());
    }

    static boolean isLive(PodView pod) {
        return pod.stage() == PodView.Stage.STARTING || pod.stage() == PodView.Stage.READY;
    }

    static boolean isActive(PodView pod) {
        return isLive(pod) && !pod.leaving();
    }

    boolean isSeasoned(PodView pod) {
        return isReadyFor(pod, desired.settings().minReady());
    }

    private boolean isReadyFor(PodView pod, Duration time) {
        return time.isZero()
                || (pod.readySince().isPresent()
                        && !pod.readySince().get().plus(time).isAfter(now));
    }

    boolean isWarm(PodView pod) {
        return desired.settings().warmUp().isEmpty()
                || isReadyFor(
                        pod,
                        desired.settings()
                                .minReady()
                                .plus(desired.settings().warmUp().get().duration()));
    }

    boolean isMember(PodView pod) {
        return pod.stage() == PodView.Stage.READY
                && !pod.leaving()
                && isSeasoned(pod)
                && pod.endpoint().isPresent()
                && pod.endpoint().get().ready();
    }

    boolean isAvailable(PodView pod) {
        return isMember(pod) && pod.listed() && isWarm(pod);
    }

    static boolean isServing(PodView pod) {
        return pod.endpoint().isPresent() && pod.endpoint().get().serving();
    }

    boolean hasMember() {
        for (PodView pod : observed.pods()) {
            if (isMember(pod)) {
                return true;
            }
        }
        return false;
    }

    /** With no member it may be all there is, so it stays and nothing else can wait for it. */
    boolean isKeptAsServer(PodView pod) {
        return pod.leaving() && pod.stage() == PodView.Stage.READY && isSeasoned(pod) && isServing(pod) && !hasMember();
    }

    /** Told to stop. */
    static boolean isStopping(PodView pod) {
        return pod.stage() == PodView.Stage.TERMINATING || pod.stage() == PodView.Stage.OVERDUE;
    }

    /** Nobody stops it and nobody serves it, whatever the proxies say. */
    static boolean isOverdue(PodView pod) {
        return pod.stage() == PodView.Stage.OVERDUE && pod.readySince().isEmpty() && !isServing(pod);
    }

    /** The slot has nothing but the name of its goal, on a node that vanished long ago. */
    boolean isWithoutName(int slot) {
        boolean nameIsLost = false;
        for (PodView pod : observed.pods()) {
            if (pod.slot() == slot) {
                if (isActive(pod)) {
                    return false;
                }
                nameIsLost |= isOverdue(pod) && isGoal(pod);
            }
        }
        return nameIsLost;
    }

    /** On a node that vanished. */
    static boolean isLost(PodView pod) {
        return isStopping(pod) && pod.readySince().isEmpty() && !isServing(pod) && pod.released();
    }

    /** Nothing waits for it. */
    boolean holdsNothingUp(PodView pod) {
        return isLost(pod) || isKeptAsServer(pod);
    }

    boolean nameIsHeld(int slot, String revision) {
        for (PodView pod : observed.pods()) {
            if (pod.slot() == slot && pod.revision().equals(revision)) {
                return true;
            }
        }
        return false;
    }

    boolean hasNoPod(int slot) {
        for (PodView pod : observed.pods()) {
            if (pod.slot() == slot && !holdsNothingUp(pod)) {
                return false;
            }
        }
        return true;
    }

    boolean isTouched(int slot) {
        for (Action.CreatePod create : creates) {
            if (create.slot() == slot) {
                return true;
            }
        }
        for (PodId id : marks) {
            PodView pod = find(id);
            if (pod.slot() == slot && !isSpoiled(pod)) {
                return true;
            }
        }
        return false;
    }

    /** It failed before the retry, and leaves at once whatever else happens. */
    private boolean isSpoiled(PodView pod) {
        return aim.retriedAt().isPresent()
                && isUpdate(pod)
                && pod.stage() == PodView.Stage.STARTING
                && pod.problem().isPresent()
                && pod.created().isBefore(aim.retriedAt().get());
    }

    /** A pod of the revision to go to is available, or one was and that is enough. */
    boolean isProven() {
        if (isRememberedAsGood()) {
            return true;
        }
        for (PodView pod : observed.pods()) {
            if (isUpdate(pod) && isAvailable(pod)) {
                return true;
            }
        }
        return false;
    }

    /** It was available once, and nothing else is wanted or a pod of it is fine still. */
    private boolean isRememberedAsGood() {
        if (observed.memory().mostAvailable() == 0
                || !observed.memory().target().contains(" " + aim.update())) {
            return false;
        }
        boolean isThere = desired.currentRevision().equals(aim.update());
        for (PodView pod : observed.pods()) {
            isThere |= isUpdate(pod) && isMember(pod);
        }
        return isThere;
    }

    /** Every slot has one available pod of its goal, and there is no other pod. */
    boolean isComplete() {
        int filledSlots = 0;
        boolean[] filled = new boolean[desired.replicas()];
        for (PodView pod : observed.pods()) {
            if (isLost(pod)) {
                continue;
            }
            if (isExcess(pod) || filled[pod.slot()] || !isGoal(pod) || !isAvailable(pod)) {
                return false;
            }
            filled[pod.slot()] = true;
            filledSlots++;
        }
        return filledSlots == filled.length;
    }

    void require(boolean kept, Supplier<String> otherwise) {
        if (!kept) {
            throw new AssertionError(otherwise.get() + "\n" + desired + "\n" + aim + "\npods:\n"
                    + String.join(
                            "\n", observed.pods().stream().map(String::valueOf).toList()) + "\n"
                    + observed.memory() + "\n" + plan);
        }
    }
}
