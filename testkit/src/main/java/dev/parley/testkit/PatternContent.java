// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.nio.charset.StandardCharsets;

/**
 * Content of any length that both ends can make without holding it: letters and digits repeated
 * with a period of 61, a prime, so that a lost or doubled block shows.
 */
public final class PatternContent {
  private static final byte[] PERIOD =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXY"
          .getBytes(StandardCharsets.ISO_8859_1);

  private PatternContent() {}

  /** The byte at a position counted from zero. */
  public static byte at(long position) {
    return PERIOD[(int) (position % PERIOD.length)];
  }

  /** Fills the first {@code length} bytes of a block with the pattern from a position on. */
  public static void fill(byte[] block, int length, long position) {
    for (int i = 0; i < length; i++) {
      block[i] = at(position + i);
    }
  }

  /** The first {@code length} bytes as text; for short content only. */
  public static String text(int length) {
    byte[] block = new byte[length];
    fill(block, length, 0);
    return new String(block, StandardCharsets.ISO_8859_1);
  }

  /** The SHA-256 of the first {@code length} bytes, in lower-case hexadecimal. */
  public static String sha256(long length) {
    Tally tally = new Tally();
    byte[] block = new byte[8192];
    for (long done = 0; done < length; ) {
      int size = (int) Math.min(block.length, length - done);
      fill(block, size, done);
      tally.add(block, 0, size);
      done += size;
    }
    return tally.discarded().sha256();
  }
}
