// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

/** Bytes as people can read them in a message. */
final class Escapes {
  private static final int SHOWN = 160;

  private Escapes() {}

  /** The text in quotes, control bytes escaped, the middle left out when it is long. */
  static String quote(String text) {
    if (text.length() <= SHOWN) {
      return '"' + escape(text) + '"';
    }
    int half = SHOWN / 2;
    return "\"%s\"...%d bytes left out...\"%s\""
        .formatted(
            escape(text.substring(0, half)),
            text.length() - 2 * half,
            escape(text.substring(text.length() - half)));
  }

  /** Every control byte, backslash and byte past ASCII as an escape. */
  static String escape(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      out.append(escape(text.charAt(i)));
    }
    return out.toString();
  }

  static String escape(char each) {
    return switch (each) {
      case '\r' -> "\\r";
      case '\n' -> "\\n";
      case '\t' -> "\\t";
      case '\0' -> "\\0";
      case '\\' -> "\\\\";
      default -> each < ' ' || each > '~' ? "\\x%02x".formatted((int) each) : String.valueOf(each);
    };
  }
}
