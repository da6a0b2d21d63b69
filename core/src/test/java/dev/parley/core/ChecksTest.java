// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ChecksTest {
  @Test
  void valuesThatAreRightAreHandedBack() {
    assertThat(Checks.positive("n", 1)).isEqualTo(1);
    assertThat(Checks.notNegative("n", 0)).isZero();
    assertThat(Checks.notNegative("n", 7)).isEqualTo(7);
    assertThat(Checks.positive("t", Duration.ofNanos(1))).isEqualTo(Duration.ofNanos(1));
    assertThat(Checks.between("n", 1, 1, 3)).isEqualTo(1);
    assertThat(Checks.between("n", 3, 1, 3)).isEqualTo(3);
  }

  @Test
  void valuesThatAreWrongAreNamedWithWhatWasExpected() {
    refused(() -> Checks.positive("n", 0), "n: 0 (expected: above zero)");
    refused(() -> Checks.positive("n", -1), "n: -1 (expected: above zero)");
    refused(() -> Checks.notNegative("n", -1), "n: -1 (expected: zero or more)");
    refused(() -> Checks.positive("t", Duration.ZERO), "t: PT0S (expected: > PT0S)");
    refused(() -> Checks.positive("t", Duration.ofMillis(-1)), "t: PT-0.001S (expected: > PT0S)");
    refused(() -> Checks.between("n", 0, 1, 3), "n: 0 (expected: 1 to 3)");
    refused(() -> Checks.between("n", 4, 1, 3), "n: 4 (expected: 1 to 3)");
  }

  private static void refused(ThrowingCallable check, String message) {
    assertThatThrownBy(check).isInstanceOf(IllegalArgumentException.class).hasMessage(message);
  }
}
