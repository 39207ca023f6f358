package io.cpubound.backend;

/** An environment variable has a value that means nothing; the message says which, the value, and what it must be. */
final class InvalidSettingException extends RuntimeException {
    InvalidSettingException(String message) {
        super(message);
    }
}
