package io.cpubound.backend;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** A way to be a bad version, chosen by the environment variable FAULT; its value is the name in lower case with dashes. */
enum Fault {
    /** A good version. */
    NONE,
    /** Exits with 1 before it serves. */
    CRASH_AT_START,
    /** Takes memory without end before it serves, until it is killed for it (or has 4 GiB). */
    EAT_MEMORY,
    /** Serves, but its readiness check says DOWN. */
    NEVER_READY,
    /** Is healthy, and each hash is that of one iteration too many. */
    WRONG_ANSWER,
    /** Is healthy, and each hash request gets a 500. */
    ERROR_500,
    /** Is healthy, and no hash request gets an answer. */
    HANG,
    /** Is good until SIGTERM, at which it exits with 143 at once and drops what is in flight. */
    EXIT_AT_SIGTERM;

    /** How FAULT says it. */
    String value() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /**
     * Reads a value of FAULT.
     *
     * @throws InvalidSettingException if there is no such fault
     */
    static Fault of(String value) {
        return Arrays.stream(values())
                .filter(fault -> fault.value().equals(value))
                .findFirst()
                .orElseThrow(() -> new InvalidSettingException("FAULT is '" + value + "': it must be one of "
                        + Arrays.stream(values()).map(Fault::value).collect(Collectors.joining(", "))));
    }
}
