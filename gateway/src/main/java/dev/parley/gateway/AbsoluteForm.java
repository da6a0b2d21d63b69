// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** A request target that is a whole {@code http} URI (RFC 9112 3.2.2). */
final class AbsoluteForm {
  private static final String SCHEME = "http://";

  private AbsoluteForm() {}

  /** The path and query of {@code target}, or null where it names no host. */
  static @Nullable String originForm(String target) {
    if (!target.toLowerCase(Locale.ROOT).startsWith(SCHEME)) {
      return null;
    }
    String authority = authority(target);
    if (authority.isEmpty() || authority.startsWith(":")) {
      return null;
    }
    String rest = target.substring(SCHEME.length() + authority.length());
    return rest.startsWith("/") ? rest : "/" + rest;
  }

  /** Whether a target that has an {@link #originForm} has neither path nor query. */
  static boolean pathless(String target) {
    return target.length() == SCHEME.length() + authority(target).length();
  }

  /** What a target that starts with the scheme names as host and port, unchecked. */
  static String authority(String target) {
    String rest = target.substring(SCHEME.length());
    int end = 0;
    while (end < rest.length() && "/?".indexOf(rest.charAt(end)) < 0) {
      end++;
    }
    return rest.substring(0, end);
  }
}
