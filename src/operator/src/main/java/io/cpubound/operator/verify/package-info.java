/**
 * Asks new pods what their app is for, before they get traffic. {@link io.cpubound.operator.verify.Verifier} sends the
 * requests beside reconcile (nothing blocks in it) and wakes the reconciler when a pod has passed or failed; what an answer
 * means is decided in {@link io.cpubound.operator.verify.Judgement}, without I/O.
 */
@NullMarked
package io.cpubound.operator.verify;

import org.jspecify.annotations.NullMarked;
