/**
 * The rollout decisions, pure: {@link io.cpubound.rollout.Desired} and {@link io.cpubound.rollout.Observed} go in, a
 * {@link io.cpubound.rollout.Plan} comes out. No Kubernetes type, no I/O, no clock; the same input gives the same plan,
 * so a plan made twice (or after a restart) repeats its actions and never adds one.
 */
@NullMarked
package io.cpubound.rollout;

import org.jspecify.annotations.NullMarked;
