package io.cpubound.rollout;

/** One step to take. Each is idempotent: acting on it twice is the same as once. */
public sealed interface Action {

    /** Why, for the event and the log: one sentence without the pod's name. */
    String reason();

    /** Make the pod of this slot and revision; its name follows from both, so a second one is a conflict. */
    record CreatePod(int slot, String revision, String reason) implements Action {}

    /** Mark the pod to leave; from now on it is out of the upstream list for good. */
    record MarkLeaving(PodId pod, String reason) implements Action {}

    /** Send the verification's request to the pod, beside everything else; asked twice is asked once. */
    record VerifyPod(PodId pod, String reason) implements Action {}

    /** Delete the pod: it is released by every proxy, or never was in their lists. */
    record DeletePod(PodId pod, String reason) implements Action {}
}
