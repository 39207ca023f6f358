package io.cpubound.operator.status;

import io.cpubound.operator.api.CpuBoundApp;
import io.cpubound.operator.api.CpuBoundAppStatus.FailedStatus;
import io.cpubound.operator.observe.Observation;
import io.cpubound.rollout.Failure;
import io.cpubound.rollout.PodView.PodProblem;

/** Says in words why a revision was given up. */
final class FailureText {

    private FailureText() {}

    static String of(FailedStatus failed) {
        String message = failed.message();
        return "revision " + failed.revision() + " failed: " + failed.reason()
                + (failed.pod() == null ? "" : " of " + failed.pod())
                + (message == null || message.isEmpty() ? "" : ": " + message);
    }

    /**
     * What its reader is to do, for the end of a sentence. What an app is asked is no part of its revision: to change it makes
     * no other revision, and this one is not tried again by itself.
     */
    static String advice(CpuBoundApp app, String reason, String at) {
        String name = app.getMetadata().getName();
        String namespace = app.getMetadata().getNamespace();
        if (reason.equals(PodProblem.VERIFICATION_FAILED)) {
            return "fix the spec; when only spec.rollout.verification was wrong, or to try once more as it is, run kubectl cba"
                    + " retry " + name + " -n " + namespace + ", or annotate the resource with cpubound.io/retry: "
                    + at;
        }
        String retry = "annotate the resource with " + Observation.RETRY + ": " + at;
        return "fix the spec, or "
                + (reason.equals(Failure.ABORTED)
                        ? "remove the annotation " + Observation.ABORT
                                + ", which gives it up for as long as it is there, and " + retry
                                + " (kubectl cba retry does both)"
                        : retry);
    }

    /** For the end of a message: they are lines, and may be long. */
    static String lastWords(FailedStatus failed) {
        String log = failed.log();
        return log == null || log.isEmpty() ? "" : ". Its last words:\n" + log;
    }
}
