package io.cpubound.rollout;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All pods of one look, judged and sorted into slots. */
final class Fleet {
    private final Desired desired;
    private final Hold hold;
    private final List<Pod> pods;
    private final List<Slot> slots;
    private final boolean proven;
    private final boolean hasMember;

    private Fleet(Desired desired, Hold hold, List<Pod> pods, List<Slot> slots, boolean hasMember, boolean proven) {
        this.desired = desired;
        this.hold = hold;
        this.pods = pods;
        this.slots = slots;
        this.proven = proven;
        this.hasMember = hasMember;
    }

    static Fleet of(Desired desired, Hold hold, Observed observed, Instant now) {
        List<Pod> pods = new ArrayList<>(observed.pods().size());
        for (PodView view : observed.pods()) {
            pods.add(Pod.judge(view, desired, observed.memory().retriedAt(), now));
        }
        pods.sort(Pod.ORDER);
        boolean hasMember = pods.stream().anyMatch(Pod::member);
        List<Slot> slots = new ArrayList<>(desired.replicas());
        for (int index = 0; index < desired.replicas(); index++) {
            slots.add(slot(index, pods, desired, hasMember));
        }
        return new Fleet(desired, hold, pods, slots, hasMember, proven(desired, pods, observed.memory()));
    }

    private static Slot slot(int index, List<Pod> pods, Desired desired, boolean hasMember) {
        String goal = goal(index, pods, desired);
        Optional<Pod> update = Optional.empty();
        List<Pod> outdated = new ArrayList<>(2);
        List<Pod> going = new ArrayList<>(2);
        for (Pod pod : pods) {
            if (pod.slot() != index) {
                continue;
            }
            if (!pod.active()) {
                // One that is kept because it may be the last server does not go: nothing must wait for it.
                if (!pod.lost() && (hasMember || !pod.serverOfLastResort())) {
                    going.add(pod);
                }
            } else if (pod.revision().equals(goal)) {
                update = Optional.of(pod);
            } else {
                outdated.add(pod);
            }
        }
        outdated.sort(Comparator.comparing((Pod pod) -> !pod.member())
                .thenComparing(pod -> !pod.available())
                .thenComparing(pod -> !pod.revision().equals(desired.currentRevision()))
                .thenComparing(Pod.ORDER));
        return new Slot(index, goal, update, outdated, going);
    }

    /** Below the partition the current revision stays, unless the slot was rolled before the partition was raised. */
    private static String goal(int index, List<Pod> pods, Desired desired) {
        String update = desired.updateRevision();
        boolean held = index < desired.settings().partition()
                && pods.stream()
                        .noneMatch(pod -> pod.slot() == index
                                && pod.member()
                                && pod.revision().equals(update));
        return held ? desired.currentRevision() : update;
    }

    /**
     * The update revision is proven while a pod of it is available. When one has been (in the rollout that is remembered), a
     * member is enough, since no pod is listed by every proxy while a new configuration is on its way to them. With nothing
     * else to fall back on (the app is settled on it, or this is its first deployment) not even that is needed, so that an
     * app which lost all its pods at once comes back at once.
     */
    private static boolean proven(Desired desired, List<Pod> pods, ProgressMemory memory) {
        String update = desired.updateRevision();
        boolean provedItself = Episode.provedItself(memory, update);
        for (Pod pod : pods) {
            if (pod.revision().equals(update) && (pod.available() || (provedItself && pod.member()))) {
                return true;
            }
        }
        return provedItself && desired.currentRevision().equals(update);
    }

    Desired desired() {
        return desired;
    }

    Hold hold() {
        return hold;
    }

    boolean held() {
        return hold != Hold.NONE;
    }

    RolloutSettings settings() {
        return desired.settings();
    }

    List<Pod> pods() {
        return pods;
    }

    /** The places below {@code replicas}, in order. */
    List<Slot> slots() {
        return slots;
    }

    boolean proven() {
        return proven;
    }

    boolean hasMember() {
        return hasMember;
    }

    /** Not of the revision that its slot is to have. */
    boolean outdated(Pod pod) {
        String goal =
                excess(pod) ? desired.updateRevision() : slots.get(pod.slot()).goal();
        return !pod.revision().equals(goal);
    }

    /** Pods of wanted slots are still to be replaced. */
    boolean hasOutdated() {
        return pods.stream().anyMatch(pod -> !excess(pod) && outdated(pod));
    }

    /** A slot that is to have the update revision, and not the current one, has no available pod of it. */
    boolean awaitsUpdate() {
        String update = desired.updateRevision();
        return !desired.currentRevision().equals(update)
                && slots.stream().anyMatch(slot -> slot.goal().equals(update) && !slot.replaced());
    }

    private boolean isUpdate(Pod pod) {
        return pod.revision().equals(desired.updateRevision());
    }

    boolean excess(Pod pod) {
        return pod.slot() >= desired.replicas();
    }

    /** A pod of the update revision that is being tried, or has just failed: the one pod that a bad version may cost. */
    boolean trialUnderWay() {
        return pods.stream().anyMatch(pod -> isUpdate(pod) && !pod.available() && (pod.active() || pod.failed()));
    }

    /** The name of this slot and revision is taken, by whatever is left of a pod. */
    boolean nameHeld(int slot, String revision) {
        return pods.stream()
                .anyMatch(pod -> pod.slot() == slot && pod.revision().equals(revision));
    }

    /** The name of this slot and revision is held by a pod that is lost for long. */
    boolean nameLost(int slot, String revision) {
        return pods.stream()
                .anyMatch(pod ->
                        pod.overdue() && pod.slot() == slot && pod.revision().equals(revision));
    }

    /** Slots with an available pod of the update revision. */
    int rolled() {
        return (int) slots.stream()
                .filter(slot -> slot.replaced() && slot.goal().equals(desired.updateRevision()))
                .count();
    }

    /** Every slot has an available pod of the revision that it is to have, and there is no other pod. */
    boolean complete() {
        return arrived() && pods.stream().filter(pod -> !pod.lost()).count() == desired.replicas();
    }

    /** Every slot has an available pod of the revision that it is to have. */
    boolean arrived() {
        return slots.stream().allMatch(Slot::replaced);
    }

    /** The same, but for slots that can have none before the name of a lost pod is free: that is no fault of the revision. */
    boolean awaitsOnlyNames() {
        return (proven || !awaitsUpdate())
                && !arrived()
                && slots.stream().allMatch(slot -> slot.replaced() || nameLost(slot.index(), slot.goal()));
    }

    /** The partition keeps some slots from the update revision. */
    boolean partitioned() {
        return rolled() < desired.replicas();
    }
}
