// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.core.OriginMemory.Manner;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class OriginMemoryTest {
  private static final WaitPolicy POLICY = WaitPolicy.DEFAULTS;
  private static final long NOW = 7_000_000_000_000L;
  private static final Duration QUICK = Duration.ofMillis(100);
  private static final long EXPIRED = NOW + POLICY.memory().toNanos();

  private final OriginMemory none = OriginMemory.NONE;
  private final OriginMemory decides = none.decided(QUICK, NOW);

  @Test
  void anUnknownServerIsAskedAndGivenTheInitialWait() {
    assertThat(none.asks(POLICY.memory(), NOW)).isTrue();
    assertThat(none.waits(POLICY)).isEqualTo(POLICY.initial());
    assertThat(none.manner()).isEqualTo(Manner.UNKNOWN);
  }

  @Test
  void aServerThatDecidesIsAskedAndGivenTheLearnedWait() {
    assertThat(decides.manner()).isEqualTo(Manner.DECIDES);
    assertThat(decides.since()).isEqualTo(NOW);
    assertThat(decides.times().total()).isEqualTo(1);
    assertThat(decides.asks(POLICY.memory(), EXPIRED)).isTrue();
    assertThat(decides.asked(EXPIRED)).isEqualTo(decides);
    assertThat(decides.waits(POLICY)).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void anUnknownServerThatStaysSilentOnceIsNotAskedAgain() {
    OriginMemory silent = none.silent(NOW);
    assertThat(silent.manner()).isEqualTo(Manner.SILENT);
    assertThat(silent.asks(POLICY.memory(), NOW)).isFalse();
    assertThat(silent.asks(POLICY.memory(), EXPIRED - 1)).isFalse();
  }

  @Test
  void aServerThatDecidesIsForgivenTwoSilencesAndGivenMoreTimeAfterEach() {
    OriginMemory once = decides.silent(NOW + 1);
    OriginMemory twice = once.silent(NOW + 2);
    assertThat(once.manner()).isEqualTo(Manner.DECIDES);
    assertThat(once.waits(POLICY)).isEqualTo(Duration.ofMillis(600));
    assertThat(twice.manner()).isEqualTo(Manner.DECIDES);
    assertThat(twice.waits(POLICY)).isEqualTo(Duration.ofMillis(1200));
    assertThat(twice.since()).isEqualTo(NOW);
    assertThat(twice.silent(NOW + 3).manner()).isEqualTo(Manner.SILENT);
    assertThat(twice.silent(NOW + 3).silences()).isZero();
    assertThat(twice.decided(QUICK, NOW + 3).silences()).isZero();
  }

  @Test
  void theWaitAfterASilenceStaysBelowTheCeiling() {
    OriginMemory slow = none.decided(Duration.ofSeconds(1), NOW).silent(NOW);
    assertThat(slow.waits(POLICY)).isEqualTo(POLICY.ceiling());
  }

  @Test
  void aLateDecisionCorrectsASilence() {
    OriginMemory late = none.silent(NOW).decided(Duration.ofMillis(1100), NOW + 1);
    assertThat(late.manner()).isEqualTo(Manner.DECIDES);
    assertThat(late.waits(POLICY)).isEqualTo(Duration.ofMillis(3300));
  }

  @Test
  void afterAWhileOneExchangeAsksASilentServerAgain() {
    OriginMemory silent = none.silent(NOW);
    assertThat(silent.asks(POLICY.memory(), EXPIRED)).isTrue();
    OriginMemory asked = silent.asked(EXPIRED);
    assertThat(asked.asks(POLICY.memory(), EXPIRED)).as("by a second one").isFalse();
    assertThat(asked.manner()).isEqualTo(Manner.SILENT);
  }

  @Test
  void aServerThatSays417AndThenAcceptsFailsExpectations() {
    OriginMemory failed = none.failedExpectation(NOW);
    assertThat(failed.manner()).isEqualTo(Manner.FAILS_EXPECTATIONS);
    assertThat(failed.asks(POLICY.memory(), NOW)).isFalse();
    assertThat(failed.repeated(201, NOW + 1).manner()).isEqualTo(Manner.FAILS_EXPECTATIONS);
    assertThat(failed.repeated(201, NOW + 1).misuses417()).isFalse();
  }

  @Test
  void aServerThatSays417AndThenRefusesMeantTheRefusal() {
    OriginMemory misuse = none.failedExpectation(NOW).repeated(413, NOW + 1);
    assertThat(misuse.misuses417()).isTrue();
    assertThat(misuse.manner()).isEqualTo(Manner.UNKNOWN);
    assertThat(misuse.asks(POLICY.memory(), NOW + 2)).isTrue();
    assertThat(misuse.failedExpectation(NOW + 2)).isEqualTo(misuse);
    assertThat(misuse.repeated(200, NOW + 3).manner()).isEqualTo(Manner.FAILS_EXPECTATIONS);
    assertThat(misuse.repeated(200, NOW + 3).misuses417()).isFalse();
    assertThat(misuse.repeated(399, NOW + 3).misuses417()).isFalse();
    assertThat(misuse.repeated(400, NOW + 3).misuses417()).isTrue();
  }

  @Test
  void aServerThatDecidedBeforeItMisused417StillDecides() {
    assertThat(decides.failedExpectation(NOW).repeated(401, NOW).manner())
        .isEqualTo(Manner.DECIDES);
  }

  @Test
  void aServersOwnFailureTeachesNothingAboutThe417() {
    OriginMemory failed = none.failedExpectation(NOW);
    assertThat(failed.repeated(503, NOW + 1)).isEqualTo(failed);
    assertThat(failed.repeated(500, NOW + 1)).isEqualTo(failed);
  }

  @Test
  void aServerOfHttp10IsNotAskedUntilItSpeaksHttp11() {
    OriginMemory old = none.spoke(Version.HTTP_1_0, 201, NOW);
    assertThat(old.manner()).isEqualTo(Manner.HTTP_1_0);
    assertThat(old.asks(POLICY.memory(), NOW)).isFalse();
    assertThat(old.spoke(Version.HTTP_1_0, 503, NOW + 1)).isEqualTo(old);
    assertThat(old.spoke(Version.HTTP_1_0, 201, NOW + 1).since()).isEqualTo(NOW + 1);
    assertThat(old.spoke(Version.HTTP_1_1, 201, NOW + 1).manner()).isEqualTo(Manner.UNKNOWN);
    assertThat(decides.spoke(Version.HTTP_1_1, 201, NOW + 1)).isEqualTo(decides);
  }

  @Test
  void chunksAreKeptFromHttp10UntilThatIsInDoubt() {
    long memory = POLICY.memory().toNanos();
    OriginMemory old = none.spoke(Version.HTTP_1_0, 201, NOW);
    assertThat(old.takesNoChunks(POLICY.memory(), NOW + memory - 1)).isTrue();
    assertThat(old.takesNoChunks(POLICY.memory(), NOW + memory)).isFalse();
    assertThat(none.silent(NOW).takesNoChunks(POLICY.memory(), NOW)).isFalse();
  }

  @Test
  void anErrorOfHttp10MayBeOfSomethingInFront() {
    assertThat(decides.spoke(Version.HTTP_1_0, 399, NOW + 1).manner()).isEqualTo(Manner.HTTP_1_0);
    assertThat(decides.spoke(Version.HTTP_1_0, 400, NOW + 1)).isEqualTo(decides);
    assertThat(decides.spoke(Version.HTTP_1_0, 503, NOW + 1)).isEqualTo(decides);
    OriginMemory old = none.spoke(Version.HTTP_1_0, 201, NOW);
    assertThat(old.spoke(Version.HTTP_1_1, 503, NOW + 1).manner()).isEqualTo(Manner.UNKNOWN);
  }

  private static final Duration LATE = Duration.ofSeconds(2);
  private static final long LATER = NOW + LATE.toNanos();

  @Test
  void aLateRefusalHasOneExchangeAskAndWaitLonger() {
    OriginMemory doubted = none.silent(NOW).refusedLate(LATE, LATER);
    assertThat(doubted.manner()).isEqualTo(Manner.SILENT);
    assertThat(doubted.asks(POLICY.memory(), LATER)).isTrue();
    assertThat(doubted.waits(POLICY)).isEqualTo(POLICY.ceiling());
    OriginMemory asked = doubted.asked(LATER);
    assertThat(asked.asks(POLICY.memory(), LATER)).as("by a second one").isFalse();
    assertThat(asked.waits(POLICY)).isEqualTo(POLICY.ceiling());
  }

  @Test
  void theDoubtIsOverWhenItDecides() {
    OriginMemory decided =
        none.silent(NOW).refusedLate(LATE, LATER).asked(LATER).decided(LATE, LATER);
    assertThat(decided.manner()).isEqualTo(Manner.DECIDES);
    assertThat(decided.doubt()).isEqualTo(SilenceDoubt.NONE);
    assertThat(decided.estimate().samples()).isEqualTo(1);
  }

  @Test
  void eachDoubtInVainDoublesHowManyRefusalsTheNextOneTakes() {
    OriginMemory silent = none.silent(NOW);
    long now = LATER;
    int[] refusals = new int[3];
    for (int doubts = 0; doubts < refusals.length; doubts++) {
      while (!silent.asks(POLICY.memory(), now)) {
        silent = silent.refusedLate(LATE, now);
        refusals[doubts]++;
      }
      now += LATE.toNanos();
      silent = silent.asked(now).silent(now);
      assertThat(silent.waits(POLICY)).as("nothing is kept of it").isEqualTo(POLICY.initial());
    }
    assertThat(refusals).containsExactly(1, 2, 4);
  }

  @Test
  void aWaitThatBeganBeforeTheDoubtDoesNotEndIt() {
    OriginMemory doubted = none.silent(NOW).refusedLate(LATE, LATER);
    assertThat(doubted.silent(LATER + LATE.toNanos() - 1)).isEqualTo(doubted);
    assertThat(doubted.silent(LATER + LATE.toNanos()).doubt().exists()).isFalse();
  }

  @Test
  void onlySilenceIsDoubted() {
    assertThat(decides.refusedLate(LATE, LATER)).isEqualTo(decides);
    assertThat(none.refusedLate(LATE, LATER)).isEqualTo(none);
    OriginMemory doubted = none.silent(NOW).refusedLate(LATE, LATER);
    assertThat(doubted.refusedLate(Duration.ofSeconds(3), LATER + 1)).isEqualTo(doubted);
    assertThat(doubted.failedExpectation(LATER).doubt()).isEqualTo(SilenceDoubt.NONE);
  }

  @Test
  void everyMannerHasWords() {
    for (Manner manner : Manner.values()) {
      assertThat(manner.words()).isNotBlank();
    }
  }
}
