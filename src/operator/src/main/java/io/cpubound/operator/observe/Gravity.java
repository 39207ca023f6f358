package io.cpubound.operator.observe;

import io.cpubound.rollout.PodView.PodProblem;
import java.util.Set;

/**
 * How soon a problem tells that a revision is bad, the gravest first. A pod may have several, and the planner is told of one.
 * Example: the app was started again once, which is no verdict, and the image of its sidecar is missing, which is one.
 *
 * <p>The planner judges, not this: a test holds the two together.
 */
enum Gravity {
    /** At once: nothing that time mends. */
    VERDICT,
    /** When it lasts. */
    VERDICT_LATER,
    /** Not by itself: only the progress deadline ends the waiting. */
    NO_VERDICT;

    private static final Set<String> VERDICTS = Set.of(
            "ImagePullBackOff",
            "ErrImageNeverPull",
            "InvalidImageName",
            "CrashLoopBackOff",
            "CreateContainerError",
            "RunContainerError",
            PodProblem.VERIFICATION_FAILED);

    private static final Set<String> LATER = Set.of("ErrImagePull", "CreateContainerConfigError", "Unschedulable");

    /** A container that was started again this often is in a loop, whatever ended it. */
    private static final int LOOPING = 2;

    static Gravity of(PodProblem problem) {
        if (VERDICTS.contains(problem.reason()) || problem.restarts() >= LOOPING) {
            return VERDICT;
        }
        return LATER.contains(problem.reason()) ? VERDICT_LATER : NO_VERDICT;
    }
}
