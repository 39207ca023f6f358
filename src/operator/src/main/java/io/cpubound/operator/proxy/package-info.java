/**
 * What the nginx pods say of themselves. {@link io.cpubound.operator.proxy.ProxyWatch} polls their {@code /config} and
 * {@code /status} beside reconcile (nothing blocks in it) and posts an event to the reconciler when an answer changes.
 *
 * <p>Every answer carries the version of the ConfigMap for which it was asked (its epoch). Only an answer of the current
 * epoch proves that a pod was let go of: hashes come back (a pod loses its readiness, gets it back, and leaves), and an
 * old answer with the right hash is no proof.
 */
@NullMarked
package io.cpubound.operator.proxy;

import org.jspecify.annotations.NullMarked;
