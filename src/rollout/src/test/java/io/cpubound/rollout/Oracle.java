package io.cpubound.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Says whether a plan keeps the promises, from the records of the contract alone: it shares no code with the planner. Plain
 * loops, since it runs some ten million times.
 */
final class Oracle {
    private final Desired desired;
    private final Observed observed;
    private final Instant now;
    private final Plan plan;
    private final int surge;
    private final int unavailable;
    private final List<PodId> marks = new ArrayList<>();
    private final List<PodId> deletes = new ArrayList<>();
    private final List<Action.CreatePod> creates = new ArrayList<>();

    private Oracle(Desired desired, Observed observed, Instant now, Plan plan) {
        this.desired = desired;
        this.observed = observed;
        this.now = now;
        this.plan = plan;
        surge = desired.settings().maxSurge();
        unavailable = desired.settings().maxUnavailable();
        for (Action action : plan.actions()) {
            if (action instanceof Action.MarkLeaving mark) {
                marks.add(mark.pod());
            } else if (action instanceof Action.DeletePod delete) {
                deletes.add(delete.pod());
            } else if (action instanceof Action.CreatePod create) {
                creates.add(create);
            }
        }
    }

    static void check(Desired desired, Observed observed, Instant now, Plan plan) {
        Oracle oracle = new Oracle(desired, observed, now, plan);
        oracle.deletesOnlyWhatWasMarkedEarlierAndReleased();
        oracle.createsEachNameOnceAndWithinTheBudget();
        oracle.marksOnlyWhatStays();
        oracle.keepsCapacity();
        oracle.triesAnUnprovenRevisionWithOnePod();
        oracle.beginsNoMoreThanTheAllowedNumberOfSlots();
        oracle.replacesNoHealthyPodBeforeAnUnreadyOne();
        oracle.listsTheMembersOrTheBestThereIs();
        oracle.replacesNothingWhilePaused();
        oracle.restsWhenAndOnlyWhenSettled();
        oracle.neverWaitsForNothing();
    }

    private void deletesOnlyWhatWasMarkedEarlierAndReleased() {
        for (PodId id : deletes) {
            PodView pod = find(id);
            require(pod.leaving(), () -> "deletes a pod that was not marked in an earlier look: " + id);
            require(pod.released(), () -> "deletes a pod that a proxy may still use: " + id);
            require(!plan.upstream().contains(id), () -> "deletes a pod that it lists: " + id);
            require(pod.stage() != PodView.Stage.TERMINATING, () -> "deletes twice: " + id);
        }
    }

    private void createsEachNameOnceAndWithinTheBudget() {
        Set<String> names = new HashSet<>();
        int live = 0;
        for (PodView pod : observed.pods()) {
            names.add(pod.slot() + "/" + pod.revision());
            live += isLive(pod) ? 1 : 0;
        }
        for (Action.CreatePod create : creates) {
            require(names.add(create.slot() + "/" + create.revision()), () -> "creates a name that is held: " + create);
            live++;
            require(live <= desired.replicas() + surge, () -> "creates more pods than replicas + maxSurge: " + create);
            require(
                    create.revision().equals(desired.updateRevision())
                            || create.revision().equals(desired.currentRevision()),
                    () -> "creates a revision nobody wants: " + create);
            if (create.slot() >= desired.replicas()) {
                for (PodView pod : observed.pods()) {
                    require(
                            !isMember(pod) && !(isLive(pod) && !pod.leaving()),
                            () -> "stands in without need: " + create);
                }
            }
        }
    }

    private void marksOnlyWhatStays() {
        require(new HashSet<>(marks).size() == marks.size(), () -> "marks twice");
        for (PodId id : marks) {
            PodView pod = find(id);
            require(!pod.leaving() && pod.stage() != PodView.Stage.TERMINATING, () -> "marks what is going: " + id);
        }
    }

    private void keepsCapacity() {
        int availableAfter = 0;
        boolean servingLeaves = false;
        for (PodView pod : observed.pods()) {
            boolean marked = marks.contains(pod.id());
            availableAfter += isAvailable(pod) && !marked ? 1 : 0;
            servingLeaves |= isMember(pod) && marked;
        }
        if (servingLeaves) {
            require(
                    availableAfter >= desired.replicas() - unavailable,
                    () -> "leaves too few available of " + desired.replicas());
            boolean noOtherWay = desired.replicas() == 0 || (desired.replicas() == 1 && surge == 0);
            require(availableAfter > 0 || noOtherWay, () -> "lets the last server leave");
        }
    }

    private void triesAnUnprovenRevisionWithOnePod() {
        int trials = 0;
        int created = 0;
        for (PodView pod : observed.pods()) {
            if (isUpdate(pod)) {
                if (isAvailable(pod) || rememberedAsGood()) {
                    return;
                }
                trials += isActive(pod) || pod.stage() == PodView.Stage.FAILED ? 1 : 0;
            }
        }
        for (Action.CreatePod create : creates) {
            created += create.revision().equals(desired.updateRevision()) ? 1 : 0;
        }
        boolean good = rememberedAsGood();
        require(good || created == 0 || trials + created == 1, () -> "tries an unproven revision with another pod");
    }

    /** It was available once, and nothing else is wanted or a pod of it is fine still. */
    private boolean rememberedAsGood() {
        boolean isThere = desired.currentRevision().equals(desired.updateRevision());
        for (PodView pod : observed.pods()) {
            isThere |= isUpdate(pod) && isMember(pod);
        }
        return isThere
                && observed.memory().mostAvailable() > 0
                && observed.memory().target().contains(" " + desired.updateRevision());
    }

    private void beginsNoMoreThanTheAllowedNumberOfSlots() {
        int moving = 0;
        int begun = 0;
        int filled = 0;
        boolean provenNow = false;
        for (PodView pod : observed.pods()) {
            provenNow |= isUpdate(pod) && isAvailable(pod);
        }
        for (int slot = 0; slot < desired.replicas(); slot++) {
            if (hasNoPod(slot)) {
                filled += isTouched(slot) ? 1 : 0;
            } else if (isMoving(slot)) {
                moving += waitsForCapacity(slot) ? 0 : 1;
            } else {
                begun += isTouched(slot) ? 1 : 0;
            }
        }
        int limit = provenNow || rememberedAsGood() ? Math.max(1, surge + unavailable) : 1;
        require(
                begun == 0 || moving + filled + begun <= limit,
                () -> "begins another slot beyond the limit of " + limit);
    }

    /** The new pod is available and the old ones have to stay for now. */
    private boolean waitsForCapacity(int slot) {
        boolean replaced = false;
        int outdated = 0;
        for (PodView pod : observed.pods()) {
            if (pod.slot() == slot && !isKeptAsServer(pod)) {
                replaced |= isUpdate(pod) && isAvailable(pod);
                outdated += isUpdate(pod) ? 0 : 1;
                if (!isActive(pod)) {
                    return false;
                }
            }
        }
        for (PodId id : marks) {
            if (find(id).slot() == slot) {
                return false;
            }
        }
        return replaced || outdated > 1;
    }

    private boolean hasNoPod(int slot) {
        for (PodView pod : observed.pods()) {
            if (pod.slot() == slot && !isKeptAsServer(pod)) {
                return false;
            }
        }
        return true;
    }

    /** With no member it may be all there is, so it stays and nothing else can wait for it. */
    private boolean isKeptAsServer(PodView pod) {
        if (!pod.leaving() || pod.stage() != PodView.Stage.READY || !isSeasoned(pod) || !isServing(pod)) {
            return false;
        }
        for (PodView other : observed.pods()) {
            if (isMember(other)) {
                return false;
            }
        }
        return true;
    }

    /** Anything but one pod alone that is available or outdated. */
    private boolean isMoving(int slot) {
        int count = 0;
        boolean rests = false;
        for (PodView pod : observed.pods()) {
            if (pod.slot() == slot && !isKeptAsServer(pod)) {
                count++;
                rests = isActive(pod) && (isAvailable(pod) || !isUpdate(pod));
            }
        }
        return count != 1 || !rests;
    }

    private boolean isTouched(int slot) {
        for (Action.CreatePod create : creates) {
            if (create.slot() == slot) {
                return true;
            }
        }
        for (PodId id : marks) {
            if (find(id).slot() == slot) {
                return true;
            }
        }
        return false;
    }

    private void replacesNoHealthyPodBeforeAnUnreadyOne() {
        boolean unreadyWaits = false;
        boolean healthyBegun = false;
        for (int slot = 0; slot < desired.replicas(); slot++) {
            if (hasNoPod(slot) || isMoving(slot)) {
                continue;
            }
            for (PodView pod : observed.pods()) {
                if (pod.slot() == slot && !isUpdate(pod)) {
                    unreadyWaits |= !isMember(pod) && isActive(pod) && !isTouched(slot);
                    healthyBegun |= isMember(pod) && isTouched(slot);
                }
            }
        }
        require(!(unreadyWaits && healthyBegun), () -> "replaces a healthy pod before an unready one");
    }

    private void listsTheMembersOrTheBestThereIs() {
        Set<PodId> members = new HashSet<>();
        Set<PodId> healthyLeaving = new HashSet<>();
        boolean somebodyStays = !creates.isEmpty();
        for (PodView pod : observed.pods()) {
            boolean going = pod.leaving() || marks.contains(pod.id());
            if (isMember(pod) && !going) {
                members.add(pod.id());
            }
            if (pod.stage() == PodView.Stage.READY && going && isSeasoned(pod) && isServing(pod)) {
                healthyLeaving.add(pod.id());
            }
            somebodyStays |= isLive(pod) && !going;
        }
        Set<PodId> listed = new HashSet<>(plan.upstream());
        require(listed.size() == plan.upstream().size(), () -> "lists a pod twice");
        if (!members.isEmpty() || desired.replicas() == 0) {
            require(listed.equals(members), () -> "lists " + listed + " and the members are " + members);
            return;
        }
        int kept = Math.min(healthyLeaving.size(), desired.replicas() + surge - 1);
        if (somebodyStays) {
            require(listed.containsAll(healthyLeaving), () -> "drops the last servers");
        } else {
            require(kept == 0 || listed.size() == kept, () -> "keeps " + listed + " of " + healthyLeaving);
        }
        for (PodId id : listed) {
            PodView pod = find(id);
            boolean held = pod.stage() == PodView.Stage.TERMINATING && !pod.released() && isServing(pod);
            require(held || healthyLeaving.contains(id), () -> "lists a pod that may be gone any moment: " + id);
        }
    }

    private void replacesNothingWhilePaused() {
        if (!desired.settings().paused()) {
            return;
        }
        for (PodId id : marks) {
            PodView pod = find(id);
            require(
                    pod.slot() >= desired.replicas() || pod.stage() == PodView.Stage.FAILED,
                    () -> "replaces while paused: " + id);
        }
        for (Action.CreatePod create : creates) {
            for (PodView pod : observed.pods()) {
                require(pod.slot() != create.slot() || !isActive(pod), () -> "replaces while paused: " + create);
            }
        }
    }

    private void restsWhenAndOnlyWhenSettled() {
        boolean complete = isComplete();
        require(complete == (plan.progress().phase() == Progress.Phase.COMPLETE), () -> "phase " + plan.progress());
        require(complete == plan.lookAgain().isEmpty(), () -> "looks again: " + plan.lookAgain());
        require(complete == plan.progress().awaited().isEmpty(), () -> "awaits " + plan.progress());
        require(!complete || plan.actions().isEmpty(), () -> "acts although settled");
        Duration again = plan.lookAgain().orElse(Duration.ofSeconds(1));
        require(again.toMillis() > 0 && again.toMillis() <= 5000, () -> "looks again in " + again);
        int available = 0;
        for (PodView pod : observed.pods()) {
            available += isAvailable(pod) ? 1 : 0;
        }
        require(available == plan.available().size(), () -> "available " + plan.available());
    }

    private boolean isComplete() {
        Set<Integer> slots = new TreeSet<>();
        for (PodView pod : observed.pods()) {
            if (!isUpdate(pod) || !isAvailable(pod) || pod.slot() >= desired.replicas()) {
                return false;
            }
            slots.add(pod.slot());
        }
        return slots.size() == desired.replicas();
    }

    /** If nothing moves by itself, except outdated pods that may never start, then there is something to do. */
    private void neverWaitsForNothing() {
        if (isComplete() || !plan.actions().isEmpty()) {
            return;
        }
        boolean outdated = false;
        for (PodView pod : observed.pods()) {
            boolean startingToWhereItGoes = isUpdate(pod) && isLive(pod) && !isAvailable(pod);
            boolean aboutToBeListed = isMember(pod) && !isAvailable(pod);
            boolean onItsWay = (pod.leaving() && !pod.released()) || pod.stage() == PodView.Stage.TERMINATING;
            boolean keptAsServer = isKeptAsServer(pod) && (somethingStarts() || isUpdate(pod));
            boolean stillOnTheWay = pod.readySince().isPresent() && !isSeasoned(pod);
            if (startingToWhereItGoes || aboutToBeListed || onItsWay || keptAsServer || stillOnTheWay) {
                return;
            }
            outdated |= !isUpdate(pod);
        }
        boolean paused =
                desired.settings().paused() && (outdated || observed.pods().isEmpty());
        require(paused, () -> "waits for nothing");
    }

    private boolean somethingStarts() {
        for (PodView pod : observed.pods()) {
            if (isActive(pod) && isUpdate(pod)) {
                return true;
            }
        }
        return false;
    }

    private PodView find(PodId id) {
        for (PodView pod : observed.pods()) {
            if (pod.id().equals(id)) {
                return pod;
            }
        }
        throw new AssertionError("acts on a pod that does not exist: " + id);
    }

    private boolean isUpdate(PodView pod) {
        return pod.revision().equals(desired.updateRevision());
    }

    private static boolean isLive(PodView pod) {
        return pod.stage() == PodView.Stage.STARTING || pod.stage() == PodView.Stage.READY;
    }

    private static boolean isActive(PodView pod) {
        return isLive(pod) && !pod.leaving();
    }

    private boolean isSeasoned(PodView pod) {
        Duration minReady = desired.settings().minReady();
        return minReady.isZero()
                || (pod.readySince().isPresent()
                        && !pod.readySince().get().plus(minReady).isAfter(now));
    }

    private boolean isMember(PodView pod) {
        return pod.stage() == PodView.Stage.READY
                && !pod.leaving()
                && isSeasoned(pod)
                && pod.endpoint().isPresent()
                && pod.endpoint().get().ready();
    }

    private boolean isAvailable(PodView pod) {
        return isMember(pod) && pod.listed();
    }

    private static boolean isServing(PodView pod) {
        return pod.endpoint().isPresent() && pod.endpoint().get().serving();
    }

    private void require(boolean kept, Supplier<String> otherwise) {
        if (!kept) {
            throw new AssertionError(otherwise.get() + "\n" + desired + "\npods:\n"
                    + String.join(
                            "\n", observed.pods().stream().map(String::valueOf).toList()) + "\n"
                    + observed.memory() + "\n" + plan);
        }
    }
}
