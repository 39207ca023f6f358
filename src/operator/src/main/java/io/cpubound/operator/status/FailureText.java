package io.cpubound.operator.status;

import io.cpubound.operator.api.CpuBoundAppStatus.FailedStatus;
import io.cpubound.operator.observe.Observation;
import io.cpubound.rollout.Failure;

/** Says in words why a revision was given up. */
final class FailureText {

    private FailureText() {}

    static String of(FailedStatus failed) {
        String message = failed.message();
        return "revision " + failed.revision() + " failed: " + failed.reason()
                + (failed.pod() == null ? "" : " of " + failed.pod())
                + (message == null || message.isEmpty() ? "" : ": " + message);
    }

    /** What to do to have the revision tried again. */
    static String tryingAgain(FailedStatus failed) {
        String retry = "annotate the resource with " + Observation.RETRY + ": " + failed.at();
        return failed.reason().equals(Failure.ABORTED)
                ? "remove the annotation " + Observation.ABORT + ", which gives it up for as long as it is there, and "
                        + retry + " (kubectl cba retry does both)"
                : retry;
    }

    /** For the end of a message: they are lines, and may be long. */
    static String lastWords(FailedStatus failed) {
        String log = failed.log();
        return log == null || log.isEmpty() ? "" : ". Its last words:\n" + log;
    }
}
