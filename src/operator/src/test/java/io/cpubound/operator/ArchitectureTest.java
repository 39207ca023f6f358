package io.cpubound.operator;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.theClass;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.fabric8.kubernetes.client.Client;
import org.junit.jupiter.api.Test;

/** The edges that Maven's modules cannot show. */
class ArchitectureTest {

    private static final String WRITES =
            "create|createOr|createOrReplace|update|updateStatus|replace|replaceStatus|patch|patchStatus|edit|editStatus"
                    + "|serverSideApply|delete|deletingGrace|evict|scale|raw|patchReadinessGateStatus";

    /** What the operator is made of; the local cluster is only what its tests run on. */
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.cpubound.operator", "io.cpubound.rollout", "io.cpubound.nginx");

    @Test
    void onlyActWrites() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.cpubound.operator.act..")
                .should()
                .callMethodWhere(JavaMethodCall.Predicates.target(nameMatching(WRITES))
                        .and(JavaMethodCall.Predicates.target(
                                owner(resideInAPackage("io.fabric8.kubernetes.client..")))))
                .check(OURS);
    }

    @Test
    void actDoesWriteSoTheRuleAboveSeesSomething() {
        theClass(io.cpubound.operator.act.PodWriter.class)
                .should()
                .callMethodWhere(JavaMethodCall.Predicates.target(nameMatching(WRITES))
                        .and(JavaMethodCall.Predicates.target(owner(assignableTo(Client.class)))))
                .check(OURS);
    }

    @Test
    void whatIsPureKnowsNoClient() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.cpubound.operator.api..",
                        "io.cpubound.operator.freeze..",
                        "io.cpubound.operator.resources..",
                        "io.cpubound.operator.status..",
                        "io.cpubound.operator.verify..")
                .should()
                .dependOnClassesThat()
                .areAssignableTo(Client.class)
                .orShould()
                .dependOnClassesThat()
                .resideInAPackage("io.fabric8.kubernetes.client.dsl..")
                .check(OURS);
    }

    @Test
    void thePlannerAndTheRendererNeedNothingButTheJdk() {
        classes()
                .that()
                .resideInAnyPackage("io.cpubound.rollout..", "io.cpubound.nginx..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.cpubound.rollout..", "io.cpubound.nginx..", "java..", "org.jspecify..")
                .check(OURS);
    }

    @Test
    void observingAndPollingDoNotKnowWhoActs() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.cpubound.operator.freeze..",
                        "io.cpubound.operator.observe..",
                        "io.cpubound.operator.proxy..",
                        "io.cpubound.operator.verify..",
                        "io.cpubound.operator.resources..",
                        "io.cpubound.operator.api..",
                        "io.cpubound.operator.status..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.cpubound.operator.act..")
                .check(OURS);
    }
}
