/**
 * The node: what a kubelet does, with processes in place of containers. A plain API client: it registers itself, watches the
 * pods that were given to it and runs each of them by one worker ({@code PodWorker}), whose steps are: volumes, environment,
 * images, processes, probes, status. Each pod has its own loopback address; a volume is a folder, and where a pod's command,
 * arguments or environment name its mount path, they are given the folder instead, for there are no mount namespaces.
 */
@NullMarked
package io.cpubound.localcluster.node;

import org.jspecify.annotations.NullMarked;
