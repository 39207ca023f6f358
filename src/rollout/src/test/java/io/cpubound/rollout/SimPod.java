package io.cpubound.rollout;

import java.time.Instant;
import java.util.Optional;
import java.util.SplittableRandom;

/** A pod of the simulation, in truth. One tick is a second. */
final class SimPod {

    /** What pods of a revision do. */
    enum Version {
        GOOD,
        CRASHES,
        HAS_NO_IMAGE,
        NEVER_READY,
        ANSWERS_WRONG,
        OUT_OF_MEMORY_AFTER_A_WHILE,
        FLAPS;

        /** No pod of it ever becomes ready. */
        boolean hopeless(boolean verified) {
            return this == CRASHES
                    || this == HAS_NO_IMAGE
                    || this == NEVER_READY
                    || (this == ANSWERS_WRONG && verified);
        }
    }

    private static final int NEVER = 1_000_000_000;
    private static final int OVERDUE = 45;

    final PodId id;
    final int slot;
    final String revision;
    final Version version;
    final Instant created;
    final boolean verifies;
    PodView.Stage stage = PodView.Stage.STARTING;
    Optional<Instant> readySince = Optional.empty();
    boolean leaving;
    boolean verificationDue;
    int verifying;
    /** An operator has deleted it. */
    boolean dismissed;
    /** How many seconds a proxy has sent requests to it since. */
    int servedInVain;

    private boolean verified;
    private boolean lost;
    private Optional<PodView.PodProblem> problem = Optional.empty();
    private int restarts;
    private int ticks;
    private int stopping;

    SimPod(PodId id, int slot, String revision, Version version, Instant created, boolean verifies, int ticks) {
        this.id = id;
        this.slot = slot;
        this.revision = revision;
        this.version = version;
        this.created = created;
        this.verifies = verifies;
        this.ticks = ticks;
    }

    /** One second. Returns whether the pod is gone. */
    boolean live(Instant now, boolean released, SplittableRandom random) {
        stopping += stage == PodView.Stage.TERMINATING ? 1 : 0;
        if (verifying > 0 && --verifying == 0 && verificationDue) {
            verificationDue = false;
            if (version == Version.ANSWERS_WRONG) {
                trouble(PodView.PodProblem.VERIFICATION_FAILED, now);
            } else {
                verified = true;
                ready(now, random);
            }
        }
        if (--ticks > 0) {
            return false;
        }
        switch (stage) {
            case STARTING -> started(now, random);
            case READY -> {
                if (version == Version.FLAPS) {
                    unready(1 + random.nextInt(4));
                } else if (version == Version.OUT_OF_MEMORY_AFTER_A_WHILE) {
                    restart("OOMKilled", now, random);
                }
            }
            case TERMINATING -> {
                // The preStop hook holds a pod that was not released, up to its grace period.
                return lost || released || ticks < -30;
            }
            case FAILED -> {}
        }
        return false;
    }

    private void started(Instant now, SplittableRandom random) {
        switch (version) {
            case CRASHES -> restart(restarts == 0 ? "Error" : "CrashLoopBackOff", now, random);
            case HAS_NO_IMAGE -> {
                trouble(problem.isEmpty() ? "ErrImagePull" : "ImagePullBackOff", now);
                ticks = 3;
            }
            case NEVER_READY -> ticks = NEVER;
            default -> {
                problem = Optional.empty();
                if (verifies && !verified) {
                    verificationDue = true;
                    ticks = NEVER;
                } else {
                    ready(now, random);
                }
            }
        }
    }

    private void ready(Instant now, SplittableRandom random) {
        stage = PodView.Stage.READY;
        readySince = Optional.of(now);
        ticks = version == Version.GOOD ? NEVER : 5 + random.nextInt(40);
    }

    /** Not ready for so long, for no reason that the API tells. */
    void unready(int forTicks) {
        if (stage == PodView.Stage.READY) {
            stage = PodView.Stage.STARTING;
            readySince = Optional.empty();
            ticks = forTicks;
        }
    }

    /** A container of it ends and is started again. */
    void restart(String reason, Instant now, SplittableRandom random) {
        if (stage == PodView.Stage.STARTING || stage == PodView.Stage.READY) {
            stage = PodView.Stage.STARTING;
            readySince = Optional.empty();
            verificationDue = false;
            restarts++;
            trouble(reason, now);
            ticks = 1 + random.nextInt(8);
        }
    }

    /** Finds no node for so long. */
    void unschedulable(Instant now, int forTicks) {
        if (stage == PodView.Stage.STARTING && problem.isEmpty() && !verificationDue) {
            trouble("Unschedulable", now);
            ticks = forTicks;
        }
    }

    private void trouble(String reason, Instant now) {
        problem = Optional.of(new PodView.PodProblem(reason, "", now, restarts));
    }

    /** Its phase is Failed. */
    void fail() {
        if (stage != PodView.Stage.TERMINATING) {
            stage = PodView.Stage.FAILED;
            readySince = Optional.empty();
            verificationDue = false;
        }
    }

    /** It is asked to stop. */
    void terminate(int forTicks) {
        if (stage != PodView.Stage.TERMINATING) {
            stage = PodView.Stage.TERMINATING;
            verificationDue = false;
            ticks = forTicks;
        }
    }

    /** Its node vanishes: it serves no more, and holds its name until somebody gives the node up. */
    void loseNode(int forTicks) {
        stage = PodView.Stage.TERMINATING;
        readySince = Optional.empty();
        verificationDue = false;
        lost = true;
        ticks = forTicks;
    }

    /** It should have been gone for long. */
    boolean overdue() {
        return stopping > OVERDUE;
    }

    boolean isLive() {
        return stage == PodView.Stage.STARTING || stage == PodView.Stage.READY;
    }

    /** As a cache keeps it: what the proxies prove is added by the look. */
    PodView view() {
        boolean serves = readySince.isPresent();
        return new PodView(
                id,
                slot,
                revision,
                created,
                stage,
                readySince,
                leaving,
                stage == PodView.Stage.FAILED
                        ? Optional.empty()
                        : Optional.of(new PodView.Endpoint(stage == PodView.Stage.READY, serves)),
                false,
                false,
                verificationDue,
                stage == PodView.Stage.STARTING ? problem : Optional.empty());
    }
}
