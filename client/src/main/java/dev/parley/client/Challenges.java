// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.List;
import java.util.Optional;

/** Stand-in until the real one is merged. */
final class Challenges {
  private Challenges() {}

  static Optional<Authorizer> answer(List<String> fieldLines, Credentials credentials) {
    return Optional.empty();
  }

  static boolean stale(List<String> fieldLines) {
    return false;
  }
}
