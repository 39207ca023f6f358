package io.cpubound.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a rollout waits for; there is at most one that matters most, and the status tells it. */
public sealed interface Awaited {

    /** A pod to become ready; with what the API says is wrong with it, if anything. */
    record Ready(PodId pod, Optional<PodView.PodProblem> problem) implements Awaited {}

    /** A ready pod to have been ready for long enough. */
    record MinReady(PodId pod, Duration left) implements Awaited {}

    /** The pod's answer to the verification's request. */
    record Verified(PodId pod) implements Awaited {}

    /** A pod that all proxies list to get all of its share. */
    record WarmedUp(PodId pod, int percent) implements Awaited {}

    /** Every proxy to list a pod. */
    record Listed(PodId pod) implements Awaited {}

    /** Every proxy to let go of a pod. */
    record Released(PodId pod) implements Awaited {}

    /** A deleted pod to be gone. */
    record Gone(PodId pod) implements Awaited {}

    /** A pod of this slot and revision to be made. */
    record Created(int slot, String revision) implements Awaited {}

    /** The user to resume. */
    record Resume() implements Awaited {}

    /** The freeze to end. */
    record Thaw(Instant at) implements Awaited {}

    /** The user to put the revision right, after a failure that stopped the rollout. */
    record Fix(Failure failure) implements Awaited {}
}
