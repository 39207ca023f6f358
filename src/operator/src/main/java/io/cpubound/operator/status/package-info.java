/**
 * What people and {@code kubectl wait} read, pure: an observation, a plan and what was refused go in, a status comes out.
 * A condition's lastTransitionTime moves only with its status; a message says what is awaited and what to do.
 */
@NullMarked
package io.cpubound.operator.status;

import org.jspecify.annotations.NullMarked;
