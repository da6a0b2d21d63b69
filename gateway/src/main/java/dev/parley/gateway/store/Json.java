// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.HexFormat;

/** JSON string literals (RFC 8259 7). */
final class Json {

  private Json() {}

  static String string(String text) {
    StringBuilder out = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < 0x20 || Character.isSurrogate(c)) {
        // Escaped surrogates stay valid UTF-8 even when a file name holds half a pair.
        out.append("\\u").append(HexFormat.of().toHexDigits(c));
      } else {
        out.append(c);
      }
    }
    return out.append('"').toString();
  }
}
