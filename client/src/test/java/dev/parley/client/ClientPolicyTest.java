// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientPolicyTest {
  @Test
  void aChangeLeavesTheRestAndTheOriginalAsTheyWere() {
    ClientPolicy changed = ClientPolicy.DEFAULTS.withRedirects(3).withThreads(1);
    assertThat(changed.redirects()).isEqualTo(3);
    assertThat(changed.threads()).isEqualTo(1);
    assertThat(changed.connect()).isEqualTo(ClientPolicy.DEFAULTS.connect());
    assertThat(ClientPolicy.DEFAULTS.redirects()).isEqualTo(5);
  }

  @Test
  void forEverIsAYear() {
    Duration forEver = ChronoUnit.FOREVER.getDuration();
    assertThat(ClientPolicy.DEFAULTS.withTotal(forEver).total()).contains(Duration.ofDays(365));
    assertThat(new Patience(Duration.ofSeconds(1), Duration.ofSeconds(1), forEver).memory())
        .isEqualTo(Duration.ofDays(365));
    assertThat(Timeouts.OF_CLIENT.withResponse(forEver).response()).contains(Duration.ofDays(365));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "connect   | connect: PT0S (expected: > PT0S)",
        "redirects | redirects: 101 (expected: 0 to 100)",
        "threads   | threads: 0 (expected: 1 to 1024)",
        "idle      | idleConnections: -1 (expected: zero or more)",
        "ceiling   | ceiling: PT1S (expected: the floor, PT2S, to PT24H)",
        "too long  | ceiling: PT25H (expected: the floor, PT2S, to PT24H)"
      })
  void whatIsOutOfRangeIsNamed(String which, String message) {
    assertThatThrownBy(() -> set(which))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static void set(String which) {
    ClientPolicy policy = ClientPolicy.DEFAULTS;
    Duration floor = Duration.ofSeconds(2);
    switch (which) {
      case "connect" -> policy.withConnect(Duration.ZERO);
      case "redirects" -> policy.withRedirects(101);
      case "threads" -> policy.withThreads(0);
      case "idle" -> policy.withIdleConnections(-1);
      case "ceiling" -> new Patience(floor, Duration.ofSeconds(1), floor);
      case "too long" -> new Patience(floor, Duration.ofHours(25), floor);
      default -> throw new AssertionError(which);
    }
  }
}
