/** A small Kubernetes for one machine. */
@NullMarked
package io.cpubound.localcluster;

import org.jspecify.annotations.NullMarked;
