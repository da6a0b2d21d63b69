// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchConditions.dependOnClassesThat;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;

/** The directions between modules. What keeps the core pure is tested in the core. */
@AnalyzeClasses(locations = Reactor.ProductClasses.class)
class ArchitectureTest {
  /** Each may use only those before it. */
  private static final List<String> MODULES =
      List.of(
          "core", "admission", "testkit", "netty", "client", "server", "gateway", "probe", "cli");

  @ArchTest
  static void aModuleUsesOnlyModulesAboveIt(JavaClasses product) {
    for (int i = 0; i < MODULES.size(); i++) {
      String[] below =
          MODULES.stream().skip(i + 1L).map(ArchitectureTest::packages).toArray(String[]::new);
      noClasses()
          .that()
          .resideInAPackage(packages(MODULES.get(i)))
          .should(dependOnClassesThat(resideInAnyPackage(below)))
          .allowEmptyShould(true)
          .check(product);
    }
  }

  @ArchTest
  static final ArchRule everyPackageBelongsToAModule =
      classes()
          .should()
          .resideInAnyPackage(
              MODULES.stream().map(ArchitectureTest::packages).toArray(String[]::new))
          .because("the list of modules in this test must be complete");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("dev.parley.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule nettyStaysInTheShells =
      noClasses()
          .that()
          .resideOutsideOfPackages("dev.parley.netty..", "dev.parley.gateway..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.netty..");

  @ArchTest
  static final ArchRule onlyTheCliPrintsAndExits =
      noClasses()
          .that(not(resideInAPackage("dev.parley.cli..")))
          .should()
          .accessField(System.class, "out")
          .orShould()
          .callMethod(System.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "exit", int.class)
          .orShould()
          .callMethod(Runtime.class, "halt", int.class)
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule nothingLogsWhereThereIsNoIo =
      noClasses()
          .that()
          .resideInAnyPackage("dev.parley.core..", "dev.parley.admission..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.slf4j..", "java.util.logging..")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(System.Logger.class)
          .orShould()
          .accessField(System.class, "err")
          .allowEmptyShould(true);

  private static String packages(String module) {
    return "dev.parley." + module + "..";
  }
}
