package io.cpubound.operator.act;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** An object that is not the app's has a name that the app needs. It is left alone. */
final class NameTakenException extends Exception {
    private static final long serialVersionUID = 1L;

    NameTakenException(HasMetadata other) {
        super(other.getKind() + " " + other.getMetadata().getName() + " exists and does not belong to this app:"
                + " delete it, or give the app another name");
    }
}
