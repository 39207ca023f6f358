/**
 * When rollouts are frozen, pure: {@link io.cpubound.operator.freeze.FreezeCalendar} takes the windows of {@code
 * rollout.freeze} and a time, and says until when they hold a rollout and when the next one begins.
 */
@NullMarked
package io.cpubound.operator.freeze;

import org.jspecify.annotations.NullMarked;
