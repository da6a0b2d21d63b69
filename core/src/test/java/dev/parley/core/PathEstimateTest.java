// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PathEstimateTest {
  private static final long MIB = 1L << 20;

  @Test
  void anUnknownPathIsAssumedToBeAnOrdinaryOne() {
    assertThat(PathEstimate.NONE.expectedRoundTrip()).isEqualTo(Duration.ofMillis(50));
    assertThat(PathEstimate.NONE.expectedToSend(25 * MIB)).isEqualTo(Duration.ofMillis(2500));
  }

  @Test
  void theFirstSampleIsTheEstimateAndLaterOnesMoveItAnEighth() {
    PathEstimate first = PathEstimate.NONE.connected(Duration.ofNanos(800));
    assertThat(first).isEqualTo(new PathEstimate(800, 0));
    assertThat(first.connected(Duration.ofNanos(1600))).isEqualTo(new PathEstimate(900, 0));
    assertThat(first.connected(Duration.ofNanos(0))).isEqualTo(new PathEstimate(701, 0));
    assertThat(first.expectedRoundTrip()).isEqualTo(Duration.ofNanos(800));
  }

  @Test
  void theRateIsWhatContentTook() {
    PathEstimate path = PathEstimate.NONE.sent(8 * MIB, Duration.ofSeconds(2));
    assertThat(path).isEqualTo(new PathEstimate(0, 4 * MIB));
    assertThat(path.sent(12 * MIB, Duration.ofSeconds(1)).bytesPerSecond()).isEqualTo(5 * MIB);
    assertThat(path.expectedToSend(6 * MIB)).isEqualTo(Duration.ofMillis(1500));
  }

  @Test
  void contentOfOneFlightSaysNothingOfTheRate() {
    assertThat(PathEstimate.NONE.sent(65_535, Duration.ofSeconds(1))).isEqualTo(PathEstimate.NONE);
    assertThat(PathEstimate.NONE.sent(65_536, Duration.ofSeconds(1)))
        .isEqualTo(new PathEstimate(0, 65_536));
  }

  @Test
  void contentInNoTimeIsStillARate() {
    PathEstimate path = PathEstimate.NONE.sent(MIB, Duration.ZERO);
    assertThat(path.bytesPerSecond()).isEqualTo(1_048_576_000_000_000L);
    assertThat(PathEstimate.NONE.sent(65_536, Duration.ofDays(365)).bytesPerSecond()).isEqualTo(1);
  }

  @Test
  void theLargestContentHasATime() {
    assertThat(PathEstimate.NONE.expectedToSend(Long.MAX_VALUE)).isGreaterThan(Duration.ofDays(1));
  }

  @Test
  void estimatesAreNotNegative() {
    assertThatThrownBy(() -> new PathEstimate(-1, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("roundTrip: -1 (expected: zero or more)");
    assertThatThrownBy(() -> new PathEstimate(0, -1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("bytesPerSecond: -1 (expected: zero or more)");
  }

  @Test
  void anAnswerIsNoQuickerThanARoundTrip() {
    PathEstimate slow = PathEstimate.NONE.connected(Duration.ofMillis(100));
    assertThat(slow.answered(Duration.ofMillis(5)).roundTrip()).isEqualTo(5_000_000);
    assertThat(slow.answered(Duration.ofMillis(100))).isEqualTo(slow);
    assertThat(slow.answered(Duration.ZERO).roundTrip()).isEqualTo(1);
    assertThat(PathEstimate.NONE.answered(Duration.ofMillis(5))).isEqualTo(PathEstimate.NONE);
  }
}
