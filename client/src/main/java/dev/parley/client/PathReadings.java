// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What servers may take a path for. One path lies below another where that is so in each reading:
 * where a client shows a password, it cannot know which of them is that of the server.
 *
 * @param plain as it is written, but for the octets that need no encoding (RFC 3986 6.2.2.2); with
 *     the query
 * @param resolved without its dots (RFC 3986 5.2.4)
 * @param lenient what a server can make of it that decodes first, drops parameters and empty
 *     segments, and knows no capital letters
 */
record PathReadings(String plain, String resolved, String lenient) {
  private static final Pattern ENCODED = Pattern.compile("%([0-9A-Fa-f]{2})");
  private static final Pattern UNRESERVED = Pattern.compile("[A-Za-z0-9._~-]");
  private static final Pattern PARAMETERS = Pattern.compile(";[^/]*");
  private static final Pattern SLASHES = Pattern.compile("[/\\\\]+");
  private static final int HEXADECIMAL = 16;

  /**
   * The readings of a path.
   *
   * @param path with a query or without; begins with a slash
   */
  static PathReadings of(String path) {
    String[] parts = path.split("(?=\\?)", 2);
    String plain = ENCODED.matcher(parts[0]).replaceAll(PathReadings::decodedIfUnreserved);
    return new PathReadings(
        parts.length == 1 ? plain : plain + parts[1],
        References.withoutDots(plain),
        lenient(plain));
  }

  private static String lenient(String path) {
    String decoded = ENCODED.matcher(path).replaceAll(octet -> quoted(decoded(octet)));
    String bare = SLASHES.matcher(decoded).replaceAll("/");
    String merged = SLASHES.matcher(PARAMETERS.matcher(bare).replaceAll("")).replaceAll("/");
    return References.withoutDots(merged).toLowerCase(Locale.ROOT);
  }

  private static String decodedIfUnreserved(MatchResult octet) {
    String decoded = decoded(octet);
    return UNRESERVED.matcher(decoded).matches() ? decoded : octet.group().toUpperCase(Locale.ROOT);
  }

  private static String decoded(MatchResult octet) {
    return Character.toString(Integer.parseInt(octet.group(1), HEXADECIMAL));
  }

  private static String quoted(String replacement) {
    return Matcher.quoteReplacement(replacement);
  }

  /** The folder of a path without a query. */
  PathReadings folder() {
    return new PathReadings(folder(plain), folder(resolved), folder(lenient));
  }

  private static String folder(String path) {
    return path.substring(0, path.lastIndexOf('/') + 1);
  }
}
