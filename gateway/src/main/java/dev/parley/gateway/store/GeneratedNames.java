// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.security.SecureRandom;
import java.time.Clock;

/** Names for uploads that bring none: sortable by time, impossible to guess, safe in any URL. */
final class GeneratedNames {

  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int TIME_DIGITS = 10;
  private static final int RANDOM_DIGITS = 26;

  private final SecureRandom random = new SecureRandom();
  private final Clock clock;

  GeneratedNames(Clock clock) {
    this.clock = clock;
  }

  String next(String extension) {
    StringBuilder name = new StringBuilder();
    long millis = clock.millis();
    for (int i = TIME_DIGITS - 1; i >= 0; i--) {
      name.append(ALPHABET.charAt((int) (millis >>> (5 * i)) & 31));
    }
    for (int i = 0; i < RANDOM_DIGITS; i++) {
      name.append(ALPHABET.charAt(random.nextInt(32)));
    }
    return extension.isEmpty() ? name.toString() : name.append('.').append(extension).toString();
  }
}
