// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AmountsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "1535, 1.4 KiB",
    "1536, 1.5 KiB",
    "10239, 9.9 KiB",
    "10240, 10 KiB",
    "1048575, 1023 KiB",
    "536870912, 512 MiB",
    "2147483648, 2 GiB",
    "9223372036854775807, 7.9 EiB"
  })
  void aSizeIsNeverRoundedUp(long bytes, String text) {
    assertThat(Amounts.size(bytes)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0.0 ms",
    "PT0.00045S, 0.4 ms",
    "PT0.0129S, 12 ms",
    "PT0.9999S, 999 ms",
    "PT1S, 1.0 s",
    "PT59.99S, 59.9 s",
    "PT64S, 1:04 min",
    "PT2H15S, 2:00:15 h"
  })
  void aTimeHasTheUnitThatSuitsIt(Duration time, String text) {
    assertThat(Amounts.time(time)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"PT0S, 0:00", "PT12.9S, 0:12", "PT59M59S, 59:59", "PT26H1M, 26:01:00"})
  void aClockCountsHoursOnlyWhereThereAreAny(Duration time, String text) {
    assertThat(Amounts.clock(time)).isEqualTo(text);
  }

  @Test
  void aHundredPercentIsAllOfIt() {
    assertThat(Amounts.percent(999, 1000)).isEqualTo(99);
    assertThat(Amounts.percent(1000, 1000)).isEqualTo(100);
    assertThat(Amounts.percent(0, 0)).isEqualTo(100);
    assertThat(Amounts.percent(Long.MAX_VALUE - 1, Long.MAX_VALUE)).isEqualTo(100);
  }

  @Test
  void aRateIsASizeInASecond() {
    assertThat(Amounts.rate(104.9 * (1 << 20))).isEqualTo("104 MiB/s");
  }
}
