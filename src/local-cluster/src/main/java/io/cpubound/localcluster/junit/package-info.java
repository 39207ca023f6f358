/**
 * A cluster for the tests of any operator: {@code @LocalCluster} on a test class starts one, in this JVM, and its tests take a
 * {@code KubernetesClient} as a parameter. Needs JUnit 5.13 or later, which stays the user's dependency.
 */
@NullMarked
package io.cpubound.localcluster.junit;

import org.jspecify.annotations.NullMarked;
