// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.time.Duration;

/** Validation whose messages read {@code name: value (expected: ...)}. */
public final class Checks {
  private Checks() {}

  /** Throws unless {@code value} is above zero. */
  @CanIgnoreReturnValue
  public static long positive(String name, long value) {
    if (value <= 0) {
      throw wrong(name, value, "above zero");
    }
    return value;
  }

  /** Throws unless {@code value} is zero or above. */
  @CanIgnoreReturnValue
  public static long notNegative(String name, long value) {
    if (value < 0) {
      throw wrong(name, value, "zero or more");
    }
    return value;
  }

  /** Throws unless {@code value} is longer than no time at all. */
  @CanIgnoreReturnValue
  public static Duration positive(String name, Duration value) {
    if (value.isZero() || value.isNegative()) {
      throw wrong(name, value, "> PT0S");
    }
    return value;
  }

  /** Throws unless {@code low <= value <= high}. */
  @CanIgnoreReturnValue
  public static int between(String name, int value, int low, int high) {
    if (value < low || value > high) {
      throw wrong(name, value, low + " to " + high);
    }
    return value;
  }

  /** The exception for a value that is not what was expected. */
  public static IllegalArgumentException wrong(String name, Object value, String expected) {
    return new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
  }
}
