/**
 * What any Kubernetes API server does, asked over plain HTTP. By default of the local cluster; with {@code -Dcluster=current} of the
 * cluster that KUBECONFIG names, which is right where both differ.
 */
package io.cpubound.localcluster.conformance;
