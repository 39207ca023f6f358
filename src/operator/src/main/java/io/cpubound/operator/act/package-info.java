/**
 * The only writer: {@link io.cpubound.operator.act.Actor} carries a plan out. Every write is idempotent and conditional:
 * done twice, or from an old cache, or by two operators for a moment, it does what it would have done once, or nothing.
 */
@NullMarked
package io.cpubound.operator.act;

import org.jspecify.annotations.NullMarked;
