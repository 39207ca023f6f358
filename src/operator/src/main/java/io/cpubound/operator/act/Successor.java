package io.cpubound.operator.act;

import io.cpubound.operator.observe.Observation;
import io.cpubound.rollout.Action;
import io.cpubound.rollout.Plan;
import io.cpubound.rollout.PodId;
import io.cpubound.rollout.PodView;
import io.cpubound.rollout.PodView.Stage;
import java.util.Optional;

/** The pod that is to take the place of one that has to leave first, since there is no room for both. */
record Successor(int slot, String revision) {

    /** Empty when somebody else is in that slot already or is made in the same plan, or nobody is wanted there. */
    static Optional<Successor> of(Observation seen, Plan plan, PodId leaving) {
        return seen.pods().stream()
                .filter(pod ->
                        pod.id().equals(leaving) && pod.slot() < seen.spec().replicas() && isAlone(pod, seen, plan))
                .findFirst()
                .map(pod -> new Successor(pod.slot(), revision(pod.slot(), seen, plan)))
                .filter(next -> seen.pods().stream()
                        .noneMatch(pod ->
                                pod.id().equals(leaving) && pod.revision().equals(next.revision())));
    }

    private static boolean isAlone(PodView pod, Observation seen, Plan plan) {
        boolean company = seen.pods().stream()
                .anyMatch(other -> other.slot() == pod.slot()
                        && !other.id().equals(pod.id())
                        && !other.leaving()
                        && (other.stage() == Stage.STARTING || other.stage() == Stage.READY));
        boolean planned = plan.actions().stream()
                .anyMatch(action -> action instanceof Action.CreatePod create && create.slot() == pod.slot());
        return !company && !planned;
    }

    /** On the way back from a failure no partition counts, and the two are the same. */
    private static String revision(int slot, Observation seen, Plan plan) {
        return slot < seen.spec().rollout().partition() ? seen.desired().currentRevision() : plan.target();
    }
}
