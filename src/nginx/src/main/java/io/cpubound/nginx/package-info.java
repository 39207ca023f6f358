/**
 * The nginx side, pure: an upstream list and proxy settings go in, the files of the nginx pod come out. No Kubernetes
 * type and no I/O. The script that runs in the nginx pod, its ports, paths and its status format live here too, so that
 * who writes and who reads them cannot drift apart.
 */
@NullMarked
package io.cpubound.nginx;

import org.jspecify.annotations.NullMarked;
