// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DecisionTimesTest {
  @ParameterizedTest
  @CsvSource({
    "PT-1S, 0",
    "PT0S, 0",
    "PT0.0009S, 0",
    "PT0.001S, 1",
    "PT0.002S, 2",
    "PT0.0039S, 2",
    "PT0.004S, 3",
    "PT8.191S, 13",
    "PT8.192S, 14",
    "PT16.384S, 15",
    "PT1H, 15"
  })
  void aDecisionCountsInThePowerOfTwoItIsBelow(Duration decision, int bucket) {
    DecisionTimes times = DecisionTimes.NONE.with(decision);
    assertThat(times.counts().get(bucket)).isEqualTo(1);
    assertThat(times.total()).isEqualTo(1);
  }

  @Test
  void aShareOfTheDecisionsIsBelowATime() {
    DecisionTimes times = DecisionTimes.NONE;
    for (int i = 0; i < 98; i++) {
      times = times.with(Duration.ofMillis(3));
    }
    times = times.with(Duration.ofMillis(500)).with(Duration.ofSeconds(2));
    assertThat(times.within(0.5)).isEqualTo(Duration.ofMillis(4));
    assertThat(times.within(0.98)).isEqualTo(Duration.ofMillis(4));
    assertThat(times.within(0.99)).isEqualTo(Duration.ofMillis(512));
    assertThat(times.within(1)).isEqualTo(Duration.ofMillis(2048));
  }

  @Test
  void withoutDecisionsThereIsNoTime() {
    assertThat(DecisionTimes.NONE.within(0.5)).isEqualTo(Duration.ZERO);
  }

  @Test
  void wrongValuesAreNamed() {
    assertThatThrownBy(() -> DecisionTimes.NONE.within(0))
        .hasMessage("share: 0.0 (expected: above 0, up to 1)");
    assertThatThrownBy(() -> DecisionTimes.NONE.within(1.01))
        .hasMessage("share: 1.01 (expected: above 0, up to 1)");
  }

  @Test
  void timesWithTheSameCountsAreEqual() {
    DecisionTimes one = DecisionTimes.NONE.with(Duration.ofMillis(3));
    assertThat(one)
        .isEqualTo(DecisionTimes.NONE.with(Duration.ofMillis(2)))
        .hasSameHashCodeAs(DecisionTimes.NONE.with(Duration.ofMillis(2)))
        .isNotEqualTo(DecisionTimes.NONE)
        .hasToString("[0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]");
    assertThat(DecisionTimes.NONE.counts()).hasSize(16).containsOnly(0L);
  }
}
