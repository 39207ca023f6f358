package io.cpubound.operator.status;

import io.cpubound.operator.api.CpuBoundAppStatus.FailedStatus;

/** Says in words why a revision was given up. */
final class FailureText {

    private FailureText() {}

    static String of(FailedStatus failed) {
        String message = failed.message();
        String log = failed.log();
        return "revision " + failed.revision() + " failed: " + failed.reason()
                + (failed.pod() == null ? "" : " of " + failed.pod())
                + (message == null || message.isEmpty() ? "" : ": " + message)
                + (log == null || log.isEmpty() ? "" : "; its last words: " + log);
    }
}
