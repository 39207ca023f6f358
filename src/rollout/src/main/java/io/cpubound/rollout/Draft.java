package io.cpubound.rollout;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The plan in the making: what was decided so far, and what it left of the budget. */
final class Draft {
    private final Fleet fleet;
    private final Budget budget;
    private final List<Action.MarkLeaving> marks = new ArrayList<>();
    private final Set<PodId> marked = new HashSet<>();
    private final List<Action.CreatePod> creations = new ArrayList<>();
    private boolean trialUnderWay;

    Draft(Fleet fleet) {
        this.fleet = fleet;
        this.budget = new Budget(fleet);
        this.trialUnderWay = fleet.trialUnderWay();
    }

    Fleet fleet() {
        return fleet;
    }

    Budget budget() {
        return budget;
    }

    List<Action.MarkLeaving> marks() {
        return marks;
    }

    List<Action.CreatePod> creations() {
        return creations;
    }

    /** It is on its way out, since earlier or by this plan. */
    boolean leaves(Pod pod) {
        return pod.view().leaving() || marked.contains(pod.id());
    }

    boolean creates(int slot, String revision) {
        return creations.stream()
                .anyMatch(step -> step.slot() == slot && step.revision().equals(revision));
    }

    boolean creates(Slot slot) {
        return creations.stream().anyMatch(step -> step.slot() == slot.index());
    }

    /** A pod of the update revision may be made: while it is unproven, only one at a time is tried. */
    boolean mayTryUpdate() {
        return fleet.proven() || !trialUnderWay;
    }

    void mark(Pod pod, String reason) {
        if (leaves(pod)) {
            return;
        }
        marked.add(pod.id());
        marks.add(new Action.MarkLeaving(pod.id(), reason));
        budget.chargeLeave(pod);
    }

    /** Makes it leave if the budget allows. */
    boolean markIfAllowed(Pod pod, String reason) {
        if (!leaves(pod) && !budget.mayLose(pod)) {
            return false;
        }
        mark(pod, reason);
        return true;
    }

    void create(int slot, String revision, String reason) {
        creations.add(new Action.CreatePod(slot, revision, reason));
        budget.chargeCreation();
        if (revision.equals(fleet.desired().updateRevision())) {
            trialUnderWay = true;
        }
    }
}
