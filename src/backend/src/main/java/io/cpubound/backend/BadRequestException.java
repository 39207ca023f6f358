package io.cpubound.backend;

/** The request cannot be answered as it is; the message, which the client gets with a 400, names the parameter and its value. */
final class BadRequestException extends RuntimeException {
    BadRequestException(String message) {
        super(message);
    }
}
