// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class RefusalOddsTest {
  private static RefusalOdds after(String responses) {
    RefusalOdds odds = RefusalOdds.NONE;
    for (int i = 0; i < responses.length(); i++) {
      odds = odds.with(responses.charAt(i) == 'x');
    }
    return odds;
  }

  @Test
  void nothingKnownIsOneHalf() {
    assertThat(RefusalOdds.NONE.probability()).isEqualTo(0.5);
  }

  @Test
  void everyResponseCounts() {
    assertThat(after(".")).isEqualTo(new RefusalOdds(0, 1));
    assertThat(after("x")).isEqualTo(new RefusalOdds(1, 1));
    assertThat(after(".").probability()).isEqualTo(1.0 / 3);
    assertThat(after("x").probability()).isEqualTo(2.0 / 3);
  }

  @Test
  void anOlderResponseWeighsLess() {
    assertThat(after("x.")).isEqualTo(new RefusalOdds(31.0 / 32, 63.0 / 32));
    assertThat(after(".x").probability()).isGreaterThan(after("x.").probability());
  }

  @Test
  void theOddsFollowAServerThatChanges() {
    assertThat(after("x".repeat(200)).probability()).isCloseTo(0.97, within(0.01));
    assertThat(after("x".repeat(200) + ".".repeat(100)).probability()).isLessThan(0.1);
    assertThat(after("x.........".repeat(20)).probability()).isBetween(0.08, 0.16);
  }

  @Test
  void refusalsAreExpectedWhereOneWasSeenLately() {
    assertThat(RefusalOdds.NONE.expectedAmong(4)).isZero();
    assertThat(after(".....").expectedAmong(4)).isZero();
    assertThat(after("x").expectedAmong(4)).as("a single response").isZero();
    assertThat(after("xx").expectedAmong(0)).isZero();
    assertThat(after("xx").expectedAmong(1)).isEqualTo(1);
    assertThat(after("xx").expectedAmong(3)).as("three in four").isEqualTo(3);
    assertThat(after("xx").expectedAmong(8)).isEqualTo(6);
    assertThat(after("x" + ".".repeat(20)).expectedAmong(4)).isEqualTo(1);
    assertThat(after("x" + ".".repeat(22)).expectedAmong(4)).isZero();
    assertThat(new RefusalOdds(0.5, 1.5).expectedAmong(2)).isEqualTo(1);
  }

  @Test
  void thereAreNoMoreRefusalsThanResponses() {
    assertThatThrownBy(() -> new RefusalOdds(2, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("refused: 2.0 (expected: 0 to answered, 1.0)");
    assertThatThrownBy(() -> new RefusalOdds(-1, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new RefusalOdds(Double.NaN, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
