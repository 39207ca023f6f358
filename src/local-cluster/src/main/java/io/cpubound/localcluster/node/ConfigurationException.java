package io.cpubound.localcluster.node;

import java.io.Serial;

/** What a pod refers to is not there (yet); the message is for its status or an event. */
final class ConfigurationException extends Exception {
    @Serial
    private static final long serialVersionUID = 1;

    ConfigurationException(String message) {
        super(message);
    }
}
