// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cli.Retries.Content;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RetriesTest {
  private static final Instant NOW = Instant.parse("2026-11-23T17:47:00Z");
  private static final Retries NINE = Retries.DEFAULTS.withMost(9);

  @Test
  void nothingIsTriedAgainUnlessToldTo() {
    assertThat(Retries.DEFAULTS.pause(0, Optional.empty(), NOW)).isEmpty();
  }

  @Test
  void thePausesDoubleUpToAMinute() {
    assertThat(
            IntStream.range(0, 10)
                .mapToObj(done -> NINE.pause(done, Optional.empty(), NOW))
                .map(pause -> pause.map(Duration::toSeconds).orElse(-1L)))
        .containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 60L, 60L, 60L, -1L);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0                             | PT0S
          7                             | PT7S
          00000000000000000000000000007 | PT7S
          Mon, 23 Nov 2026 17:47:30 GMT | PT30S
          Mon, 23 Nov 2026 17:46:30 GMT | PT0S
          soon                          | PT1S
          -5                            | PT1S
          """)
  void theServerIsTakenAtItsWord(String retryAfter, Duration pause) {
    assertThat(NINE.pause(0, Optional.of(retryAfter), NOW)).contains(pause);
  }

  @ParameterizedTest
  @ValueSource(strings = {"7200", "4294967296", "9223372036854775808", "99999999999999999999"})
  void aPauseOfHoursIsNotMade(String retryAfter) {
    assertThat(NINE.pause(0, Optional.of(retryAfter), NOW)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    // method, content there, content held back, status, tried again
    "PUT, true, false, 503, true",
    "PUT, true, false, 500, true",
    "PUT, true, false, 413, false",
    "PUT, true, false, 401, false",
    "PUT, true, false, 507, false",
    "PUT, false, false, 503, false",
    "POST, true, false, 500, false",
    "POST, true, false, 502, false",
    "POST, true, false, 429, true",
    "POST, true, false, 503, true",
    "POST, true, true, 500, true",
    "PATCH, true, false, 504, false"
  })
  void onlyWhatMayPassAndDoesNoHarmIsTriedAgain(
      String method, boolean there, boolean heldBack, int status, boolean again) {
    assertThat(NINE.suits(method, new Content(there, heldBack), status)).isEqualTo(again);
  }
}
