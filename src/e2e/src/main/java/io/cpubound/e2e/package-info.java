/**
 * Scenarios under load that run against any cluster, and the demo. Nothing here knows the operator from inside: it talks to the Kubernetes API
 * and to the app over HTTP, as a user does.
 */
@NullMarked
package io.cpubound.e2e;

import org.jspecify.annotations.NullMarked;
