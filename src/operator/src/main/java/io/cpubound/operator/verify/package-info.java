/**
 * The request that a new pod must answer as expected before it gets traffic. {@link
 * io.cpubound.operator.verify.Verifier} sends it beside reconcile, on Vert.x's event loops, and posts an event when the
 * result is there; nothing blocks in it. What an answer is worth is decided in {@link
 * io.cpubound.operator.verify.VerificationExpectation}, which knows no network.
 *
 * <p>A result lives here only until it has been written to the pod's readiness gate. An operator that is restarted in
 * between asks the pod once more.
 */
@NullMarked
package io.cpubound.operator.verify;

import org.jspecify.annotations.NullMarked;
