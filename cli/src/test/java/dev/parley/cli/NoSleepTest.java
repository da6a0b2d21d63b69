// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A test that sleeps guesses: it should wait for a condition, or close and read to the end. */
@AnalyzeClasses(locations = Reactor.TestClasses.class)
class NoSleepTest {
  @ArchTest
  static final ArchRule noTestSleeps =
      noClasses()
          .should()
          .callMethod(Thread.class, "sleep", long.class)
          .orShould()
          .callMethod(Thread.class, "sleep", long.class, int.class)
          .orShould()
          .callMethod(TimeUnit.class, "sleep", long.class);

  /** The modules that build after this one have no classes yet, so their text has to answer. */
  @Test
  void noTestSourceCallsSleep() throws IOException {
    assertThat(Reactor.testSources()).isNotEmpty().allSatisfy(NoSleepTest::callsNoSleep);
  }

  private static void callsNoSleep(Path source) throws IOException {
    assertThat(Files.readString(source)).as("%s", source).doesNotContain("sleep" + "(");
  }
}
