/**
 * The only reader: {@link io.cpubound.operator.observe.Observer} makes an {@link io.cpubound.operator.observe.Observation}
 * of an app from the informers' caches and the nginx pods' answers. Caches lag; where this process has written something
 * newer than a cache holds, {@link io.cpubound.operator.observe.OwnWrites} has it. Cached objects are shared and never changed.
 */
@NullMarked
package io.cpubound.operator.observe;

import org.jspecify.annotations.NullMarked;
