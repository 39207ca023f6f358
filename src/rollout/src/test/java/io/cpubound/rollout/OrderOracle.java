package io.cpubound.rollout;

/** Which slots move, and how many at one time. */
final class OrderOracle {
    private final Look look;

    private OrderOracle(Look look) {
        this.look = look;
    }

    static void check(Look look) {
        OrderOracle oracle = new OrderOracle(look);
        oracle.beginsNoMoreThanTheAllowedNumberOfSlots();
        oracle.replacesNoHealthyPodBeforeAnUnreadyOne();
    }

    private void beginsNoMoreThanTheAllowedNumberOfSlots() {
        int moving = 0;
        int begun = 0;
        int filled = 0;
        for (int slot = 0; slot < look.desired.replicas(); slot++) {
            if (look.hasNoPod(slot)) {
                filled += look.isTouched(slot) ? 1 : 0;
            } else if (isMoving(slot)) {
                moving += waitsForCapacity(slot) ? 0 : 1;
            } else {
                begun += look.isTouched(slot) ? 1 : 0;
            }
        }
        int limit = look.isProven() ? Math.max(1, look.surge + look.unavailable) : 1;
        look.require(
                begun == 0 || moving + filled + begun <= limit,
                () -> "begins another slot beyond the limit of " + limit);
    }

    /** The new pod is available and the old ones have to stay for now. */
    private boolean waitsForCapacity(int slot) {
        boolean replaced = false;
        int outdated = 0;
        for (PodView pod : look.observed.pods()) {
            if (pod.slot() == slot && !look.holdsNothingUp(pod)) {
                replaced |= look.isGoal(pod) && look.isAvailable(pod);
                outdated += look.isGoal(pod) ? 0 : 1;
                if (!Look.isActive(pod)) {
                    return false;
                }
            }
        }
        for (PodId id : look.marks) {
            if (look.find(id).slot() == slot) {
                return false;
            }
        }
        return replaced || outdated > 1;
    }

    /** Anything but one pod alone that is available or outdated. */
    private boolean isMoving(int slot) {
        int count = 0;
        boolean rests = false;
        for (PodView pod : look.observed.pods()) {
            if (pod.slot() == slot && !look.holdsNothingUp(pod)) {
                count++;
                rests = Look.isActive(pod) && (look.isAvailable(pod) || !look.isGoal(pod));
            }
        }
        return count != 1 || !rests;
    }

    /** The name of its next pod is free, and it need not wait for the trial of an unproven revision. */
    private boolean mayBegin(int slot) {
        String goal = look.goal(slot);
        if (look.nameIsHeld(slot, goal)) {
            return false;
        }
        if (!goal.equals(look.aim.update()) || look.isProven()) {
            return true;
        }
        for (PodView pod : look.observed.pods()) {
            if (look.isUpdate(pod) && (Look.isActive(pod) || pod.stage() == PodView.Stage.FAILED)) {
                return false;
            }
        }
        return true;
    }

    private void replacesNoHealthyPodBeforeAnUnreadyOne() {
        boolean unreadyWaits = false;
        boolean healthyBegun = false;
        for (int slot = 0; slot < look.desired.replicas(); slot++) {
            if (look.hasNoPod(slot) || isMoving(slot)) {
                continue;
            }
            for (PodView pod : look.observed.pods()) {
                if (pod.slot() == slot && !look.isGoal(pod)) {
                    unreadyWaits |= !look.isMember(pod)
                            && Look.isActive(pod)
                            && !look.isTouched(slot)
                            && !look.marks.contains(pod.id())
                            && mayBegin(slot);
                    healthyBegun |= look.isMember(pod) && look.isTouched(slot);
                }
            }
        }
        look.require(!(unreadyWaits && healthyBegun), () -> "replaces a healthy pod before an unready one");
    }
}
