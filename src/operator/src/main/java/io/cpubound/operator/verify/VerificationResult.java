package io.cpubound.operator.verify;

/**
 * What a verification came to, after its last attempt.
 *
 * @param reason for a condition: Verified, AppError, GatewayError, WrongStatus, WrongBody or NoAnswer
 * @param message what was asked and what came back, without any value of a header
 */
public record VerificationResult(boolean passed, String reason, String message) {}
