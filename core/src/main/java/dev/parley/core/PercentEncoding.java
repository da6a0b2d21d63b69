// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/** Percent-encoding (RFC 3986 2.1) of what others left as it was. */
public final class PercentEncoding {
  private static final int ASCII = 0x80;
  private static final String NEVER = "\"<>\\^`{|}";
  private static final String BRACKETS = "[]";

  private PercentEncoding() {}

  /**
   * Octets that are no ASCII, in a field value with one character for each octet: what they stand
   * for is for the server to know (RFC 9110 5.5).
   */
  public static String ofOctets(String value) {
    StringBuilder text = new StringBuilder(value.length());
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ASCII) {
        text.append(c);
      } else {
        octet(text, c & 0xff);
      }
    }
    return text.toString();
  }

  /**
   * Characters behind the authority of a URI that are no ASCII, as UTF-8.
   *
   * @throws IllegalArgumentException for half of a surrogate pair, which is no character
   */
  static String ofUtf8(String uri) {
    if (uri.chars().allMatch(c -> c < ASCII)) {
      return uri;
    }
    int path = pathOf(uri);
    StringBuilder text = new StringBuilder(uri.length()).append(uri, 0, path);
    uri.substring(path).codePoints().forEach(point -> utf8(text, point));
    return text.toString();
  }

  private static void utf8(StringBuilder text, int point) {
    if (point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE) {
      throw new IllegalArgumentException("whole characters");
    }
    if (point < ASCII) {
      text.append((char) point);
    } else if (point < 0x800) {
      octet(text, 0xc0 | (point >> 6));
      octet(text, ASCII | (point & 0x3f));
    } else {
      if (point < 0x10000) {
        octet(text, 0xe0 | (point >> 12));
      } else {
        octet(text, 0xf0 | (point >> 18));
        octet(text, ASCII | ((point >> 12) & 0x3f));
      }
      octet(text, ASCII | ((point >> 6) & 0x3f));
      octet(text, ASCII | (point & 0x3f));
    }
  }

  /**
   * What RFC 3986 allows nowhere behind the authority of a URI, and brackets in its path or its
   * fragment. In a query they are what forms are made of, and servers see them as they are.
   */
  static String ofForbidden(String uri) {
    int path = pathOf(uri);
    StringBuilder text = new StringBuilder(uri.length()).append(uri, 0, path);
    boolean query = false;
    boolean fragment = false;
    for (int i = path; i < uri.length(); i++) {
      char c = uri.charAt(i);
      boolean bracket = BRACKETS.indexOf(c) >= 0 && (fragment || !query);
      boolean secondHash = c == '#' && fragment;
      query |= c == '?';
      fragment |= c == '#';
      if (c <= ' ' || c == 0x7f || NEVER.indexOf(c) >= 0 || bracket || secondHash) {
        octet(text, c);
      } else {
        text.append(c);
      }
    }
    return text.toString();
  }

  /** Where the authority of a URI ends; 0 where it has none. */
  private static int pathOf(String uri) {
    int slashes = uri.indexOf("://");
    if (slashes < 0) {
      return 0;
    }
    int end = slashes + 3;
    while (end < uri.length() && "/?#".indexOf(uri.charAt(end)) < 0) {
      end++;
    }
    return end;
  }

  /** A {@code %} that no two hexadecimal digits follow. */
  static String ofBarePercent(String uri) {
    int path = pathOf(uri);
    StringBuilder text = new StringBuilder(uri.length()).append(uri, 0, path);
    for (int i = path; i < uri.length(); i++) {
      text.append(uri.charAt(i));
      boolean bare =
          uri.charAt(i) == '%'
              && (i + 2 >= uri.length()
                  || Character.digit(uri.charAt(i + 1), 16) < 0
                  || Character.digit(uri.charAt(i + 2), 16) < 0);
      if (bare) {
        text.append("25");
      }
    }
    return text.toString();
  }

  private static void octet(StringBuilder text, int octet) {
    text.append('%').append(hex(octet >> 4)).append(hex(octet & 0xf));
  }

  private static char hex(int digit) {
    return "0123456789ABCDEF".charAt(digit);
  }
}
