package io.cpubound.operator.status;

/** The reasons of the conditions. */
public enum Reason {
    /** Everything is as the spec asks. */
    COMPLETE("Complete"),
    /** Pods are being replaced by pods of the spec's revision. */
    ROLLING_OUT("RollingOut"),
    /** Pods are being added or removed. */
    SCALING("Scaling"),
    /** Waits for the user to resume. */
    PAUSED("Paused"),
    /** A freeze window is open. */
    FROZEN("Frozen"),
    /** The slots from the partition on are rolled, and the others are to stay. */
    PARTITIONED("Partitioned"),
    /** The revision failed, and the last good one is being brought back. */
    ROLLING_BACK("RollingBack"),
    /** The revision failed, and the last good one serves. */
    ROLLED_BACK("RolledBack"),
    /** The revision failed, and everything stays as it is. */
    FAILED("Failed"),
    /** The awaited pod cannot start, or crashes. */
    POD_FAILING("PodFailing"),
    /** No progress for longer than spec.rollout.progressDeadlineSeconds. */
    PROGRESS_DEADLINE_EXCEEDED("ProgressDeadlineExceeded"),
    /** The API server, or a rule of ours, refused a write. */
    REFUSED("Refused"),
    /** Enough pods serve. */
    ENOUGH_PODS("EnoughPods"),
    /** Too few pods serve. */
    TOO_FEW_PODS("TooFewPods"),
    /** No pod is wanted. */
    SCALED_TO_ZERO("ScaledToZero"),
    /** Every nginx runs the current configuration. */
    SYNCED("Synced"),
    /** An nginx does not run the current configuration yet. */
    SYNCING("Syncing"),
    /** An nginx refused the current configuration. */
    CONFIGURATION_REJECTED("ConfigurationRejected"),
    /** An nginx pod is missing or not ready. */
    PROXIES_NOT_READY("ProxiesNotReady");

    private final String word;

    Reason(String word) {
        this.word = word;
    }

    /** As it stands in a condition. */
    public String word() {
        return word;
    }
}
