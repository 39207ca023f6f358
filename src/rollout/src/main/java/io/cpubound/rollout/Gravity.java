package io.cpubound.rollout;

import io.cpubound.rollout.PodView.PodProblem;
import java.util.Set;

/** How soon a pod's problem tells that its revision is bad, the gravest first. */
public enum Gravity {
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

    /** A registry may hiccup once, and what a container refers to may be made a moment later. */
    static final Set<String> SOON = Set.of("ErrImagePull", "CreateContainerConfigError");

    private static final String UNSCHEDULABLE = "Unschedulable";

    /** Whoever crashes this often is in a loop, also while it runs again. */
    private static final int LOOPING = 2;

    /** That of this problem; of several that a pod has, the gravest is the one to tell the planner. */
    public static Gravity of(PodProblem problem) {
        if (VERDICTS.contains(problem.reason()) || problem.restarts() >= LOOPING) {
            return VERDICT;
        }
        return SOON.contains(problem.reason()) || problem.reason().equals(UNSCHEDULABLE) ? VERDICT_LATER : NO_VERDICT;
    }
}
