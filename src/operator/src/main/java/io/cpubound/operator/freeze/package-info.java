/**
 * When rollouts are frozen. {@link io.cpubound.operator.freeze.FreezeCalendar} turns {@code rollout.freeze}, windows that
 * begin at the times of a cron expression, into one answer: until when is it frozen now. It is pure: the time is an
 * argument, and nothing is waited for.
 *
 * <p>A window begins at each minute that matches by the clock on the wall of its time zone, and then lasts its duration in
 * real time. On the days when the clock changes: a minute that comes twice begins a window twice, and one that is skipped
 * begins its window when the clock jumps, since a freeze that is left out does more harm than one that is an hour longer.
 */
@NullMarked
package io.cpubound.operator.freeze;

import org.jspecify.annotations.NullMarked;
