// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.time.Duration;
import java.util.Locale;

/** Sizes, rates and times as people read them: two or three digits, never rounded up. */
final class Amounts {
  private static final String[] UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
  private static final int STEP = 1024;

  private Amounts() {}

  /** Such as {@code 999 B}, {@code 1.5 KiB} or {@code 512 MiB}. */
  static String size(long bytes) {
    int unit = 0;
    long whole = bytes;
    long rest = 0;
    while (whole >= STEP) {
      rest = whole % STEP;
      whole /= STEP;
      unit++;
    }
    long tenth = rest * 10 / STEP;
    return whole + (whole < 10 && tenth > 0 ? "." + tenth : "") + " " + UNITS[unit];
  }

  /** Such as {@code 104 MiB/s}. */
  static String rate(double bytesPerSecond) {
    return size((long) bytesPerSecond) + "/s";
  }

  /** Such as {@code 0.4 ms}, {@code 12 ms}, {@code 20.1 s} or {@code 1:04 min}. */
  static String time(Duration time) {
    if (time.compareTo(Duration.ofMillis(1)) < 0) {
      return String.format(Locale.ROOT, "0.%d ms", time.toNanos() / 100_000);
    }
    if (time.compareTo(Duration.ofSeconds(1)) < 0) {
      return time.toMillis() + " ms";
    }
    if (time.compareTo(Duration.ofMinutes(1)) < 0) {
      return time.toSeconds() + "." + time.toMillisPart() / 100 + " s";
    }
    return clock(time) + (time.compareTo(Duration.ofHours(1)) < 0 ? " min" : " h");
  }

  /** Such as {@code 0:12}, {@code 1:04} or {@code 2:00:15}. */
  static String clock(Duration time) {
    return time.toHours() == 0
        ? String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart())
        : String.format(
            Locale.ROOT,
            "%d:%02d:%02d",
            time.toHours(),
            time.toMinutesPart(),
            time.toSecondsPart());
  }

  /** How much of {@code whole} is there, of 100 at most. */
  static int percent(long part, long whole) {
    return whole <= 0 ? 100 : (int) Math.min(100, (long) (part * 100.0 / whole));
  }
}
