package io.cpubound.operator.status;

/**
 * Something worth a Kubernetes Event.
 *
 * @param warning whether somebody should look
 * @param reason CamelCase, as in {@code kubectl describe}
 * @param message one sentence or two
 */
public record Notice(boolean warning, String reason, String message) {}
