/**
 * The Quarkus operator. {@link io.cpubound.operator.CpuBoundAppReconciler} reads as observe, plan, act, status; each of
 * the four is a package below, and none of them knows which event woke it.
 */
@NullMarked
package io.cpubound.operator;

import org.jspecify.annotations.NullMarked;
