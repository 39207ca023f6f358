/**
 * The load: requests that arrive by the clock, each one's answer checked, each loss recorded with its time and reason.
 *
 * <p>The load is open loop: request number n is due at start + n / rate, whether or not earlier ones were answered, and its latency
 * counts from when it was due. A system that stalls therefore shows as slow or lost requests, and never as a generator that
 * politely waits (coordinated omission). Nothing here tries a request again.
 */
@NullMarked
package io.cpubound.e2e.load;

import org.jspecify.annotations.NullMarked;
