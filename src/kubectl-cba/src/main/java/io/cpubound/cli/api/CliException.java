package io.cpubound.cli.api;

/** The end of a command, in words for its user: what, where, what to do next. */
public final class CliException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** What was asked for cannot be done, or a rollout failed. */
    public static final int FAILED = 1;

    /** The command line makes no sense, or what it names does not exist. */
    public static final int USAGE = 2;

    /** The time was over first. */
    public static final int TIMEOUT = 3;

    private final int exitCode;

    private CliException(int exitCode, String message) {
        super(message);
        this.exitCode = exitCode;
    }

    public static CliException failed(String message) {
        return new CliException(FAILED, message);
    }

    public static CliException usage(String message) {
        return new CliException(USAGE, message);
    }

    /** What the process ends with. */
    public int exitCode() {
        return exitCode;
    }

    /** As it is printed. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
