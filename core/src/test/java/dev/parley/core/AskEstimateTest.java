// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.AskEstimate.Stakes;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AskEstimateTest {
  /** 100 ms away, 1 MiB per second. */
  private static final PathEstimate PATH = new PathEstimate(100_000_000, 1 << 20);

  private static final Duration DECISION = Duration.ofMillis(120);

  private static AskEstimate of(long bytes, double refusal, Duration loss, int others) {
    return AskEstimate.of(new Stakes(bytes, refusal, loss, others), PATH, DECISION);
  }

  @Test
  void theCostIsTheDecisionAndTheBenefitWhatARefusalWouldWaste() {
    assertThat(of(2 << 20, 0.5, Duration.ZERO, 0))
        .isEqualTo(new AskEstimate(DECISION, Duration.ofMillis(1050)));
  }

  @Test
  void contentThatCannotBeHadAgainIsWorthMore() {
    assertThat(of(2 << 20, 0.5, Duration.ofSeconds(10), 0).benefit())
        .isEqualTo(Duration.ofMillis(6050));
  }

  @Test
  void contentOfOneFlightIsWorthNothingButItsLoss() {
    assertThat(of(14_600, 1, Duration.ZERO, 1_000).benefit()).isZero();
    assertThat(of(14_600, 1, Duration.ZERO, 1_000).asks()).isFalse();
    assertThat(of(14_600, 0.5, Duration.ofSeconds(10), 0).benefit())
        .isEqualTo(Duration.ofSeconds(5));
    assertThat(of(14_601, 1, Duration.ZERO, 0).benefit()).isGreaterThan(Duration.ofMillis(100));
  }

  @Test
  void aWaitIsCheaperWhereOthersUseThePathMeanwhile() {
    assertThat(of(0, 0.5, Duration.ZERO, 2).cost()).isEqualTo(Duration.ofMillis(40));
  }

  @Test
  void onlyABenefitAboveTheCostIsWorthAsking() {
    assertThat(new AskEstimate(Duration.ofMillis(2), Duration.ofMillis(3)).asks()).isTrue();
    assertThat(new AskEstimate(Duration.ofMillis(2), Duration.ofMillis(2)).asks()).isFalse();
    assertThat(new AskEstimate(Duration.ofMillis(2), Duration.ofMillis(1)).asks()).isFalse();
  }

  @Test
  void smallContentIsSentAndLargeContentAskedFor() {
    assertThat(of(1 << 10, 0.5, Duration.ZERO, 0).asks()).isFalse();
    assertThat(of(1 << 20, 0.5, Duration.ZERO, 0).asks()).isTrue();
    assertThat(of(1 << 20, 0.1, Duration.ZERO, 0).asks()).isFalse();
    assertThat(of(10 << 20, 0.1, Duration.ZERO, 0).asks()).isTrue();
  }

  @Test
  void theLargestContentIsWeighed() {
    assertThat(of(Long.MAX_VALUE, 1, Duration.ofDays(1), 0).asks()).isTrue();
  }

  @Test
  void stakesOutOfRangeAreNamed() {
    assertThatThrownBy(() -> new Stakes(-1, 0, Duration.ZERO, 0))
        .hasMessage("bytes: -1 (expected: zero or more)");
    assertThatThrownBy(() -> new Stakes(0, 1.1, Duration.ZERO, 0))
        .hasMessage("refusal: 1.1 (expected: 0 to 1)");
    assertThatThrownBy(() -> new Stakes(0, -0.1, Duration.ZERO, 0))
        .hasMessage("refusal: -0.1 (expected: 0 to 1)");
    assertThatThrownBy(() -> new Stakes(0, 0, Duration.ZERO, -1))
        .hasMessage("others: -1 (expected: zero or more)");
  }
}
