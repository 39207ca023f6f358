package io.cpubound.rollout;

/** How far a rollout is held. Lost pods are made and leaving ones leave in any case. */
enum Hold {
    /** Not at all. */
    NONE,
    /** No slot begins; those that are in transition complete. */
    FREEZE,
    /** Nothing is replaced. */
    PAUSE,
    /** The same, and the update revision is given up: no pod of it is made any more. */
    FAILURE
}
