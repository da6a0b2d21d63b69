// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The path of a request in the plainest form that any server behind a route may give it.
 *
 * <p>Escapes are decoded once, slashes merged, backslashes turned, path parameters and the query
 * cut off. Only routes are chosen by it; what is forwarded stays as it came. Without this, a second
 * spelling of a path would get around the limits of its route.
 */
final class RoutePath {
  private RoutePath() {}

  /** The plain path of {@code target}, or null where a segment of it is {@code .} or {@code ..}. */
  static @Nullable String of(String target) {
    int query = target.indexOf('?');
    String decoded = decode(query < 0 ? target : target.substring(0, query)).replace('\\', '/');
    StringBuilder plain = new StringBuilder(decoded.length());
    for (String segment : decoded.split("/", -1)) {
      int parameters = segment.indexOf(';');
      String name = parameters < 0 ? segment : segment.substring(0, parameters);
      if (name.equals(".") || name.equals("..")) {
        return null;
      }
      if (!name.isEmpty()) {
        plain.append('/').append(name);
      }
    }
    return plain.append(decoded.endsWith("/") ? "/" : "").toString();
  }

  /** A plain path in the form that {@link #of} gives to its escapes: a character for each byte. */
  static String ofText(String plain) {
    return new String(plain.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
  }

  /** Whether {@code path} is {@code prefix} or lies below it, segment by segment. */
  static boolean below(String prefix, String path) {
    int end = prefix.endsWith("/") ? prefix.length() - 1 : prefix.length();
    return path.startsWith(prefix.substring(0, end))
        && (path.length() == end || path.charAt(end) == '/');
  }

  private static String decode(String text) {
    if (text.indexOf('%') < 0) {
      return text;
    }
    StringBuilder decoded = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      int high = c == '%' && i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
      int low = high >= 0 ? Character.digit(text.charAt(i + 2), 16) : -1;
      if (low >= 0) {
        decoded.append((char) (high * 16 + low));
        i += 2;
      } else {
        decoded.append(c);
      }
    }
    return decoded.toString();
  }
}
