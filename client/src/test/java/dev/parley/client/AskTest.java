// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.client.Outcome.Reason;
import dev.parley.core.ByteSize;
import java.time.Duration;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class AskTest {
  private static final long KIB = 1024;
  private static final long MIB = 1024 * KIB;
  private static final Patience BOUNDS = Patience.DEFAULTS;

  private final KnownOrigin origin = new KnownOrigin();

  private Ask about(long bytes, AskPolicy policy) {
    return Ask.about(OptionalLong.of(bytes), true, policy, BOUNDS, origin, false, 0);
  }

  @Test
  void emptyContentIsNeverAskedFor() {
    assertThat(about(0, AskPolicy.ALWAYS).asks()).isFalse();
    assertThat(about(0, AskPolicy.ALWAYS).reason()).isEqualTo(Reason.NO_CONTENT);
  }

  @Test
  void aPinnedPolicyDecidesAlone() {
    assertThat(about(1, AskPolicy.ALWAYS).asks()).isTrue();
    assertThat(about(100 * MIB, AskPolicy.NEVER).asks()).isFalse();
    AskPolicy above = AskPolicy.above(new ByteSize(MIB));
    assertThat(about(MIB, above).asks()).isFalse();
    assertThat(about(MIB + 1, above).asks()).isTrue();
    assertThat(about(MIB + 1, above).reason()).isEqualTo(Reason.POLICY);
    assertThat(Ask.about(OptionalLong.empty(), true, above, BOUNDS, origin, false, 0).asks())
        .isTrue();
  }

  @Test
  void anUnknownServerIsAskedAboutMoreThanOneRoundTripCarries() {
    assertThat(about(500 * KIB, AskPolicy.AUTO).asks()).isFalse();
    assertThat(about(600 * KIB, AskPolicy.AUTO).asks()).isTrue();
  }

  @Test
  void contentThatCannotBeHadAgainIsAskedFor() {
    assertThat(
            Ask.about(OptionalLong.of(1), false, AskPolicy.AUTO, BOUNDS, origin, false, 0).asks())
        .isTrue();
  }

  @Test
  void contentOfUnknownLengthCountsAsAMebibyte() {
    assertThat(
            Ask.about(OptionalLong.empty(), true, AskPolicy.AUTO, BOUNDS, origin, false, 0).asks())
        .isTrue();
  }

  @Test
  void aChallengeToComeIsAReasonToAsk() {
    assertThat(
            Ask.about(OptionalLong.of(200 * KIB), true, AskPolicy.AUTO, BOUNDS, origin, true, 0)
                .asks())
        .isTrue();
    assertThat(about(200 * KIB, AskPolicy.AUTO).asks()).isFalse();
  }

  @Test
  void aServerThatTakesEverythingIsAskedLessAndLess() {
    assertThat(about(2 * MIB, AskPolicy.AUTO).asks()).isTrue();
    for (int i = 0; i < 20; i++) {
      origin.answered(false);
    }
    assertThat(about(2 * MIB, AskPolicy.AUTO).asks()).isFalse();
    assertThat(about(100 * MIB, AskPolicy.AUTO).asks()).isTrue();
    for (int i = 0; i < 10; i++) {
      origin.answered(true);
    }
    assertThat(about(2 * MIB, AskPolicy.AUTO).asks()).isTrue();
  }

  @Test
  void aWaitCostsLessWhileOthersSend() {
    for (int i = 0; i < 20; i++) {
      origin.answered(false);
    }
    assertThat(about(8 * MIB, AskPolicy.AUTO).asks()).isFalse();
    origin.uploadStarted();
    assertThat(about(8 * MIB, AskPolicy.AUTO).asks()).isTrue();
    origin.uploadEnded();
    assertThat(about(8 * MIB, AskPolicy.AUTO).asks()).isFalse();
  }

  @Test
  void aServerThatCannotNegotiateIsAskedOnceInAWhile() {
    origin.silent(0);
    assertThat(about(2 * MIB, AskPolicy.AUTO).reason()).isEqualTo(Reason.MEMORY);
    assertThat(about(2 * MIB, AskPolicy.above(new ByteSize(1))).reason()).isEqualTo(Reason.MEMORY);
    long later = BOUNDS.memory().toNanos();
    assertThat(
            Ask.about(OptionalLong.of(2 * MIB), true, AskPolicy.AUTO, BOUNDS, origin, false, later)
                .asks())
        .isTrue();
    assertThat(
            Ask.about(OptionalLong.of(2 * MIB), true, AskPolicy.AUTO, BOUNDS, origin, false, later)
                .asks())
        .as("by one alone")
        .isFalse();
  }

  @Test
  void anUnknownServerIsWaitedForAsLongAsItIsFarAndMuchIsAtStake() {
    origin.connected(Duration.ofMillis(200));
    assertThat(about(1, AskPolicy.ALWAYS).atMost()).isEqualTo(Duration.ofMillis(800));
    assertThat(about(64 * MIB, AskPolicy.ALWAYS).atMost()).isEqualTo(Duration.ofMillis(800));
    assertThat(about(128 * MIB, AskPolicy.ALWAYS).atMost()).isEqualTo(Duration.ofMillis(1600));
    assertThat(about(1024 * MIB, AskPolicy.ALWAYS).atMost()).isEqualTo(BOUNDS.ceiling());
  }

  @Test
  void aKnownServerIsGivenWhatItsDecisionsTook() {
    origin.decided(Duration.ofMillis(400), 0);
    assertThat(about(1, AskPolicy.ALWAYS).atMost()).isEqualTo(Duration.ofMillis(1200));
  }

  private Ask once(AskPolicy policy, boolean challenge) {
    return Ask.about(OptionalLong.of(MIB), false, policy, BOUNDS, origin, challenge, 0);
  }

  @Test
  void contentThatCannotBeHadAgainIsWorthTheWholeWait() {
    assertThat(once(AskPolicy.AUTO, false).atMost()).isEqualTo(BOUNDS.ceiling());
    origin.decided(Duration.ofMillis(10), 0);
    assertThat(once(AskPolicy.ALWAYS, false).atMost()).isEqualTo(BOUNDS.ceiling());
  }

  @Test
  void aSilentServerThatMayChallengeIsAskedBeforeSuchContent() {
    origin.silent(0);
    assertThat(once(AskPolicy.AUTO, true).asks()).isTrue();
    assertThat(once(AskPolicy.AUTO, false).reason()).isEqualTo(Reason.MEMORY);
    assertThat(
            Ask.about(OptionalLong.of(MIB), true, AskPolicy.AUTO, BOUNDS, origin, true, 0).reason())
        .isEqualTo(Reason.MEMORY);
  }

  @Test
  void aQuickAnswerCorrectsASlowStart() {
    origin.connected(Duration.ofMillis(200));
    origin.decided(Duration.ofMillis(2), 0);
    assertThat(origin.knowledge().path().expectedRoundTrip()).isEqualTo(Duration.ofMillis(2));
  }
}
