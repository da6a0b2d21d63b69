// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.Set;

/** What is known of methods (RFC 9110 9.2). */
final class Methods {
  private static final Set<String> IDEMPOTENT =
      Set.of("GET", "HEAD", "OPTIONS", "TRACE", "PUT", "DELETE");
  private static final Set<String> WITH_CONTENT = Set.of("POST", "PUT", "PATCH");

  private Methods() {}

  static boolean idempotent(String method) {
    return IDEMPOTENT.contains(method);
  }

  /** RFC 9110 8.6: an empty content is announced where one is expected. */
  static boolean expectsContent(String method) {
    return WITH_CONTENT.contains(method);
  }
}
