/**
 * What a scenario needs of a cluster: a client, the operator installed from {@code deploy/}, an app from {@code samples/} that can be
 * patched, watched and waited for. All of it through the Kubernetes API, so that it is the same on the local cluster and on a real one.
 */
@NullMarked
package io.cpubound.e2e.cluster;

import org.jspecify.annotations.NullMarked;
