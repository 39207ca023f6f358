package io.cpubound.operator.status;

import io.cpubound.operator.api.CpuBoundAppStatus.FailedStatus;

/** Says in words why a revision was given up. */
final class FailureText {

    private FailureText() {}

    static String of(FailedStatus failed) {
        String message = failed.message();
        return "revision " + failed.revision() + " failed: " + failed.reason()
                + (failed.pod() == null ? "" : " of " + failed.pod())
                + (message == null || message.isEmpty() ? "" : ": " + message);
    }

    /** For the end of a message: they are lines, and may be long. */
    static String lastWords(FailedStatus failed) {
        String log = failed.log();
        return log == null || log.isEmpty() ? "" : ". Its last words:\n" + log;
    }
}
