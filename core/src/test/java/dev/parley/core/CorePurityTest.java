// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.Random;

/** What keeps the core data in, data out. The rules between modules are in the tests of the cli. */
@AnalyzeClasses(packages = "dev.parley.core", importOptions = DoNotIncludeTests.class)
class CorePurityTest {
  @ArchTest
  static final ArchRule coreIsPure =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "java.io..", "java.nio..", "java.net..", "java.util.concurrent..", "io.netty..")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .dependOnClassesThat()
          .belongToAnyOf(Clock.class, Instant.class, Random.class, Thread.class)
          .because("time, chance and input enter as values");

  @ArchTest
  static final ArchRule coreValuesNeverChange =
      classes()
          .that()
          .arePublic()
          .and()
          .areNotRecords()
          .and()
          .areNotEnums()
          .and()
          .areNotInterfaces()
          .should()
          .haveOnlyFinalFields()
          .allowEmptyShould(true)
          .because("what leaves a call is a value; what works inside one may count");
}
