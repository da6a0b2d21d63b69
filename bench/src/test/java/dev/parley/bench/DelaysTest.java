// SPDX-License-Identifier: Apache-2.0
package dev.parley.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import org.junit.jupiter.api.Test;

class DelaysTest {
  @Test
  void nothingHasNoQuantile() {
    assertThat(new Delays().quantile(0.5)).isNaN();
  }

  @Test
  void aSingleDelayIsEveryQuantileToThreePercent() {
    for (long nanos = 1; nanos > 0 && nanos < Long.MAX_VALUE / 3; nanos *= 3) {
      Delays delays = new Delays();
      delays.add(nanos);
      assertThat(delays.quantile(0)).isCloseTo((double) nanos, withinPercentage(3));
      assertThat(delays.quantile(1)).isCloseTo((double) nanos, withinPercentage(3));
    }
  }

  @Test
  void quantilesSplitTheDelaysByTheirShare() {
    Delays delays = new Delays();
    for (int i = 1; i <= 1000; i++) {
      delays.add(i * 1000L);
    }
    assertThat(delays.count()).isEqualTo(1000);
    assertThat(delays.quantile(0.5)).isCloseTo(500_000, withinPercentage(3));
    assertThat(delays.quantile(0.99)).isCloseTo(990_000, withinPercentage(3));
  }
}
