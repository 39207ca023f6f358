package io.cpubound.localcluster.junit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Gives the tests of a class a cluster. Classes that ask for the same one share it; it ends with the test run.
 *
 * <p>A test, a {@code @BeforeAll} method or a constructor can take as parameters
 *
 * <ul>
 *   <li>a {@code KubernetesClient} with all rights, which stays the cluster's,
 *   <li>a {@code Path}: the kubeconfig file, for programs,
 *   <li>the {@code io.cpubound.localcluster.LocalCluster} itself.
 * </ul>
 *
 * <p>With {@code -Dcluster=current} the same tests run on the cluster that KUBECONFIG names, and nothing is started.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@Documented
@ExtendWith(LocalClusterExtension.class)
public @interface LocalCluster {

    /**
     * What shall not run, such as {@code node}, {@code controllers} (all of them) or {@code garbage-collector}: then a test says itself what
     * they would do.
     */
    String[] without() default {};

    /** How many nodes there are. */
    int nodes() default 1;
}
