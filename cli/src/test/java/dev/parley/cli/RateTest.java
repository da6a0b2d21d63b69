// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateTest {
  private static final long SECOND = 1_000_000_000;

  private final Rate rate = new Rate();

  @Test
  void oneReadingIsNoRate() {
    assertThat(rate.at(SECOND, 5)).isZero();
  }

  @Test
  void onlyTheLastSecondsCount() {
    for (int i = 0; i <= 10; i++) {
      assertThat(rate.at(i * SECOND, i * 100L)).isEqualTo(i == 0 ? 0 : 100);
    }
    assertThat(rate.at(12 * SECOND, 1000)).isEqualTo(50);
    assertThat(rate.at(16 * SECOND, 1000)).isZero();
  }

  @Test
  void fewerBytesBeginAnew() {
    assertThat(rate.at(0, 1000)).isZero();
    assertThat(rate.at(SECOND, 10)).isZero();
    assertThat(rate.at(2 * SECOND, 30)).isEqualTo(20);
  }
}
