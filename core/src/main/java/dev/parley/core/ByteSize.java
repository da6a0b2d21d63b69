// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A number of bytes, written as {@code 512}, {@code 64KiB}, {@code 1.5GiB} or {@code 2GB}.
 *
 * <p>Binary units (KiB, MiB, GiB, TiB, or their first letter alone) are powers of 1024, decimal
 * ones (kB, MB, GB, TB) powers of 1000 (IEC 80000-13). Letter case does not matter. A fraction
 * needs a unit; what is less than a byte of it is dropped.
 *
 * @param bytes zero or more
 */
public record ByteSize(long bytes) implements Comparable<ByteSize> {
  private static final String EXPECTED = "a size such as 500, 64KiB, 1.5MiB or 2GB";
  private static final Pattern FORM =
      Pattern.compile("(\\d{1,19})(?:\\.(\\d{1,3}))?\\s*([A-Za-z]{0,3})");
  private static final String[] UNITS = {"TiB", "TB", "GiB", "GB", "MiB", "MB", "KiB", "kB", "B"};

  public ByteSize {
    Checks.notNegative("bytes", bytes);
  }

  /**
   * Reads the written form.
   *
   * @throws IllegalArgumentException when {@code text} is no size or does not fit 63 bits
   */
  public static ByteSize parse(String text) {
    return parse("size", text);
  }

  /** Reads the written form of what is called {@code name} where it is wrong. */
  public static ByteSize parse(String name, String text) {
    Matcher form = FORM.matcher(text.strip());
    if (!form.matches()) {
      throw Checks.wrong(name, text, EXPECTED);
    }
    long unit = unit(name, form.group(3).toLowerCase(Locale.ROOT), text);
    String fraction = form.group(2);
    if (fraction != null && unit == 1) {
      throw Checks.wrong(
          name, text, "whole bytes, or a unit such as " + form.group(1) + "." + fraction + "MiB");
    }
    try {
      long whole = Math.multiplyExact(Long.parseLong(form.group(1)), unit);
      long part = 0;
      if (fraction != null) {
        part =
            Math.multiplyExact(Long.parseLong(fraction), unit)
                / (long) Math.pow(10, fraction.length());
      }
      return new ByteSize(Math.addExact(whole, part));
    } catch (ArithmeticException | NumberFormatException tooLarge) {
      throw Checks.wrong(name, text, "at most " + Long.MAX_VALUE + " bytes");
    }
  }

  private static long unit(String name, String unit, String text) {
    return switch (unit) {
      case "", "b" -> 1L;
      case "k", "kib" -> 1L << 10;
      case "m", "mib" -> 1L << 20;
      case "g", "gib" -> 1L << 30;
      case "t", "tib" -> 1L << 40;
      case "kb" -> 1_000L;
      case "mb" -> 1_000_000L;
      case "gb" -> 1_000_000_000L;
      case "tb" -> 1_000_000_000_000L;
      default -> throw Checks.wrong(name, text, EXPECTED);
    };
  }

  /** This size as an {@code int} for settings that cannot be larger. */
  public int clampedToInt() {
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  @Override
  public int compareTo(ByteSize other) {
    return Long.compare(bytes, other.bytes);
  }

  /** The shortest written form that loses nothing. */
  @Override
  public String toString() {
    String shortest = bytes + "B";
    for (String name : UNITS) {
      long unit = unit("unit", name.toLowerCase(Locale.ROOT), name);
      String form = bytes / unit + name;
      if (bytes != 0 && bytes % unit == 0 && form.length() < shortest.length()) {
        shortest = form;
      }
    }
    return shortest;
  }
}
