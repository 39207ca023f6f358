package io.cpubound.localcluster.apply;

/** A patch that cannot be carried out: what the client sent is wrong, and the Status it gets for it. */
public final class PatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final int code;
    private final String reason;
    private final String detail;

    public PatchException(int code, String reason, String message) {
        this(code, reason, message, "");
    }

    private PatchException(int code, String reason, String message, String detail) {
        super(message);
        this.code = code;
        this.reason = reason;
        this.detail = detail;
    }

    static PatchException badRequest(String message) {
        return new PatchException(400, "BadRequest", message);
    }

    static PatchException invalid(String message) {
        return new PatchException(
                422, "Invalid", "the server rejected our request due to an error in our request", message);
    }

    static PatchException internal(String message) {
        return new PatchException(500, "", message);
    }

    /** What exactly is wrong: the message of the only cause (UnexpectedServerResponse) in the details; "" without one. */
    public String detail() {
        return detail;
    }

    /** The HTTP status and the Status' code: 400, 422 or 500. */
    public int code() {
        return code;
    }

    /** The Status' reason: BadRequest, Invalid, or "" where the real server gives none. */
    public String reason() {
        return reason;
    }
}
