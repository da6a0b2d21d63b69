// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Names for requests: eight letters that are this gateway's since it was started, then a count.
 *
 * <p>Written in base 32 without letters that are taken for another one (i, l, o, u).
 */
final class RequestIds {
  static final int LENGTH = 16;

  private static final String DIGITS = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int BITS = 5;
  private static final int HALF = LENGTH / 2;

  private final String prefix;
  private final AtomicLong count = new AtomicLong();

  /** Ids whose first half is made of the lowest 40 bits of {@code prefix}. */
  RequestIds(long prefix) {
    this.prefix = digits(prefix);
  }

  /** Ids that no other running gateway gives. */
  static RequestIds unique() {
    return new RequestIds(new SecureRandom().nextLong());
  }

  /** The number of the next request. */
  long next() {
    return count.incrementAndGet();
  }

  /** The id of the request of this number. */
  String id(long number) {
    return prefix + digits(number);
  }

  private static String digits(long value) {
    char[] digits = new char[HALF];
    for (int i = 0; i < HALF; i++) {
      digits[HALF - 1 - i] = DIGITS.charAt((int) (value >>> (i * BITS)) & 31);
    }
    return new String(digits);
  }
}
