package io.cpubound.rollout;

import java.time.Instant;
import java.util.Optional;

/**
 * One pod of the app, as observed.
 *
 * @param id name and UID
 * @param slot the place it fills, 0 or more; a slot past {@code replicas} is one to give up
 * @param revision the revision it was made from
 * @param created when it was made (the API server's time)
 * @param stage where it is in its life
 * @param readySince when its Ready condition last became true (the API server's time); empty when it is not ready
 * @param leaving the operator has marked it to leave: it is out of the upstream list for good
 * @param endpoint what the EndpointSlices say of it; empty when they do not list it
 * @param listed every serving proxy runs a configuration that lists it
 * @param released every serving proxy runs a configuration without it and has no old worker left
 * @param verificationDue its containers are ready, and the request that proves it has no answer yet
 * @param problem why it does not get ready, as far as the API tells
 */
public record PodView(
        PodId id,
        int slot,
        String revision,
        Instant created,
        Stage stage,
        Optional<Instant> readySince,
        boolean leaving,
        Optional<Endpoint> endpoint,
        boolean listed,
        boolean released,
        boolean verificationDue,
        Optional<PodProblem> problem) {

    /** The life of a pod, as far as a rollout cares. */
    public enum Stage {
        /** Exists and is not ready (scheduled or not, pulling, starting, or lost its readiness). */
        STARTING,
        /** Its Ready condition is true. */
        READY,
        /** Its deletion was asked for, by the operator or by anyone. */
        TERMINATING,
        /** The same, and it should have been gone long ago: nobody stops it, as on a node that vanished. */
        OVERDUE,
        /** Its phase is Failed or Succeeded: it only holds a name. */
        FAILED
    }

    /**
     * The conditions of its endpoint.
     *
     * @param ready new connections may go there (absent in the API means true)
     * @param serving it answers, although it may be terminating already
     */
    public record Endpoint(boolean ready, boolean serving) {}

    /**
     * Why a pod does not get ready.
     *
     * @param reason Kubernetes' word: ImagePullBackOff, CrashLoopBackOff, CreateContainerConfigError, Unschedulable, ...; or
     *     {@link #VERIFICATION_FAILED}
     * @param message what the API says about it
     * @param since when it began, as well as the API tells it
     * @param restarts how often a container of it was started again
     */
    public record PodProblem(String reason, String message, Instant since, int restarts) {

        /** The app did not answer the verification's request as it should. */
        public static final String VERIFICATION_FAILED = "VerificationFailed";
    }
}
