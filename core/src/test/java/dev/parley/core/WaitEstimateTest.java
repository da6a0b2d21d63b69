// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class WaitEstimateTest {
  private static final WaitPolicy POLICY = WaitPolicy.DEFAULTS;

  private static WaitEstimate after(long... millis) {
    WaitEstimate estimate = WaitEstimate.NONE;
    for (long each : millis) {
      estimate = estimate.with(Duration.ofMillis(each));
    }
    return estimate;
  }

  @Test
  void anUnknownServerIsGivenTheInitialWait() {
    assertThat(WaitEstimate.NONE.within(POLICY)).isEqualTo(POLICY.initial());
  }

  @Test
  void theFirstDecisionIsTheMeanAndHalfOfItTheVariation() {
    assertThat(after(400)).isEqualTo(new WaitEstimate(400_000_000, 200_000_000, 1));
    assertThat(after(400).within(POLICY)).isEqualTo(Duration.ofMillis(1200));
  }

  @Test
  void laterDecisionsMoveTheMeanAnEighthAndTheVariationAQuarter() {
    assertThat(after(400, 1200)).isEqualTo(new WaitEstimate(500_000_000, 350_000_000, 2));
    assertThat(after(400, 80)).isEqualTo(new WaitEstimate(360_000_000, 230_000_000, 2));
  }

  @Test
  void steadyDecisionsBringTheWaitDownToTheFloor() {
    WaitEstimate estimate = WaitEstimate.NONE;
    for (int i = 0; i < 100; i++) {
      estimate = estimate.with(Duration.ofMillis(2));
    }
    assertThat(estimate.within(POLICY)).isEqualTo(POLICY.floor());
  }

  @Test
  void theWaitIsNeverAboveTheCeiling() {
    assertThat(after(60_000).within(POLICY)).isEqualTo(POLICY.ceiling());
    assertThat(after(4_000).within(POLICY)).isEqualTo(POLICY.ceiling());
  }

  @Test
  void betweenFloorAndCeilingTheLearnedWaitCounts() {
    assertThat(after(100).within(POLICY)).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void aClockThatStandsStillCountsAsNoTime() {
    assertThat(WaitEstimate.NONE.with(Duration.ofNanos(-1))).isEqualTo(new WaitEstimate(0, 0, 1));
  }

  @Test
  void boundsOutOfOrderAreRefused() {
    assertThatThrownBy(() -> policy(1, 6, 5))
        .hasMessage("floor: PT6S (expected: at most the ceiling, PT5S)");
    assertThatThrownBy(() -> policy(6, 1, 5))
        .hasMessage("wait: PT6S (expected: at most the ceiling, PT5S)");
    assertThatThrownBy(() -> policy(0, 1, 5)).hasMessageStartingWith("wait: PT0S");
    assertThatThrownBy(() -> policy(1, 0, 5)).hasMessageStartingWith("floor: PT0S");
    assertThatThrownBy(() -> policy(1, 1, 0)).hasMessageStartingWith("ceiling: PT0S");
    assertThat(policy(5, 5, 5).initial()).isEqualTo(Duration.ofSeconds(5));
    assertThatThrownBy(
            () ->
                new WaitPolicy(
                    POLICY.initial(), POLICY.floor(), POLICY.ceiling(), Duration.ofSeconds(-1)))
        .hasMessageStartingWith("memory: PT-1S");
  }

  private static WaitPolicy policy(long initial, long floor, long ceiling) {
    return new WaitPolicy(
        Duration.ofSeconds(initial),
        Duration.ofSeconds(floor),
        Duration.ofSeconds(ceiling),
        Duration.ofMinutes(1));
  }

  @Test
  void theNextDecisionIsExpectedToTakeTheMean() {
    assertThat(after(400, 1200).expected(Duration.ZERO)).isEqualTo(Duration.ofMillis(500));
    assertThat(WaitEstimate.NONE.expected(Duration.ofMillis(7))).isEqualTo(Duration.ofMillis(7));
  }

  @Test
  void anotherInitialWaitStaysWithinTheBounds() {
    assertThat(POLICY.withInitial(Duration.ofMillis(300)).initial())
        .isEqualTo(Duration.ofMillis(300));
    assertThat(POLICY.withInitial(Duration.ZERO).initial()).isEqualTo(POLICY.floor());
    assertThat(POLICY.withInitial(Duration.ofDays(1)).initial()).isEqualTo(POLICY.ceiling());
    assertThat(POLICY.withInitial(Duration.ofMillis(300)).memory()).isEqualTo(POLICY.memory());
  }
}
