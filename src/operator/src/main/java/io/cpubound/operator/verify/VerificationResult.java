package io.cpubound.operator.verify;

/**
 * How a pod's verification ended, as its condition {@code cpubound.io/verified} says it.
 *
 * @param reason one word: Passed, or why not
 * @param message what was asked, what was answered and what was expected
 */
public record VerificationResult(boolean passed, String reason, String message) {}
