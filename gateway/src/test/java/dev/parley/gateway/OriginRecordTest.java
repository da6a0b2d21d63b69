// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.netty.UpstreamPolicy;
import org.junit.jupiter.api.Test;

final class OriginRecordTest {
  private static final long NOW = 417;
  private static final long RECOVERY = OriginRecord.RECOVERY.toNanos();

  private final OriginRecord record =
      new OriginRecord("origin", ExpectMode.AUTO, UpstreamPolicy.DEFAULTS.expect());

  private void failsAsOftenAsItMay() {
    for (int i = 0; i < OriginRecord.FAILURES; i++) {
      assertThat(record.well(NOW)).isTrue();
      record.failed(NOW);
    }
  }

  @Test
  void afterSomeFailuresInARowAnOriginIsUnwellForATime() {
    failsAsOftenAsItMay();
    assertThat(record.well(NOW)).isFalse();
    assertThat(record.well(NOW + RECOVERY - 1)).isFalse();
    assertThat(record.well(NOW + RECOVERY)).isTrue();
  }

  @Test
  void oneMoreFailureAfterThatTimeIsEnoughToBeUnwellAgain() {
    failsAsOftenAsItMay();
    record.failed(NOW + RECOVERY);
    assertThat(record.well(NOW + RECOVERY)).isFalse();
    assertThat(record.well(NOW + 2 * RECOVERY)).isTrue();
  }

  @Test
  void oneSuccessMakesAnOriginWellAtOnce() {
    failsAsOftenAsItMay();
    record.succeeded();
    assertThat(record.well(NOW)).isTrue();
    failsAsOftenAsItMay();
    assertThat(record.well(NOW)).isFalse();
  }

  @Test
  void failuresThatAreNotInARowDoNotCount() {
    for (int i = 0; i < 10 * OriginRecord.FAILURES; i++) {
      record.failed(NOW);
      record.succeeded();
    }
    assertThat(record.well(NOW)).isTrue();
  }
}
