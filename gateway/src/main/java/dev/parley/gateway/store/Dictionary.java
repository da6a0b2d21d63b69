// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway.store;

import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A structured field dictionary (RFC 9651 3.2), read strictly and kept only as far as digests need.
 */
final class Dictionary {

  private static final String KEY_TEXT = "[a-z*][a-z0-9_.*-]*";
  private static final String BYTES_TEXT = ":([A-Za-z0-9+/]*={0,2}):";
  private static final String ITEM_TEXT =
      "(?:"
          + BYTES_TEXT
          + "|-?[0-9]{1,12}\\.[0-9]{1,3}|@?-?[0-9]{1,15}"
          + "|\\?[01]"
          + "|%\"(?:[\\x20-\\x21\\x23\\x24\\x26-\\x7e]|%[0-9a-f]{2})*+\""
          + "|\"(?:[\\x20-\\x21\\x23-\\x5b\\x5d-\\x7e]|\\\\[\"\\\\])*+\""
          + "|[A-Za-z*][A-Za-z0-9!#$%&'*+.^_`|~:/-]*)";
  private static final Pattern KEY = Pattern.compile(KEY_TEXT);
  private static final Pattern ITEM = Pattern.compile(ITEM_TEXT);
  private static final Pattern PARAMETERS =
      Pattern.compile("(?:; *" + KEY_TEXT + "(?:=" + ITEM_TEXT + ")?)*+");

  private final String text;
  private int at;

  private Dictionary(String text) {
    this.text = text;
  }

  /**
   * The members in order; a member that is not a byte sequence has an empty value.
   *
   * @return empty when the value is no dictionary
   */
  static Optional<Map<String, Optional<byte[]>>> parse(String text) {
    return new Dictionary(text.strip()).members();
  }

  private Optional<Map<String, Optional<byte[]>>> members() {
    Map<String, Optional<byte[]>> members = new LinkedHashMap<>();
    while (at < text.length()) {
      Optional<Matcher> key = take(KEY);
      if (key.isEmpty()) {
        return Optional.empty();
      }
      Optional<byte[]> value = Optional.empty();
      if (take('=')) {
        if (take('(')) {
          if (!innerList()) {
            return Optional.empty();
          }
        } else {
          Optional<Matcher> item = take(ITEM);
          if (item.isEmpty()) {
            return Optional.empty();
          }
          String base64 = item.get().group(1);
          if (base64 != null) {
            value = decode(base64);
            if (value.isEmpty()) {
              return Optional.empty();
            }
          }
        }
      }
      // RFC 9651 4.2.2: of members with the same key, the last one counts.
      members.put(key.get().group(), value);
      if (take(PARAMETERS).isEmpty() || !separator()) {
        return Optional.empty();
      }
    }
    return Optional.of(members);
  }

  /** Passes a comma that another member follows, or the end. */
  private boolean separator() {
    blanks(true);
    if (at == text.length()) {
      return true;
    }
    if (!take(',')) {
      return false;
    }
    blanks(true);
    return at < text.length();
  }

  /** Passes the rest of an inner list; its items say nothing about a digest. */
  private boolean innerList() {
    blanks(false);
    while (!take(')')) {
      if (take(ITEM).isEmpty() || take(PARAMETERS).isEmpty()) {
        return false;
      }
      int end = at;
      blanks(false);
      if (at == end && !text.startsWith(")", at)) {
        return false;
      }
    }
    return true;
  }

  private void blanks(boolean tabs) {
    while (text.startsWith(" ", at) || (tabs && text.startsWith("\t", at))) {
      at++;
    }
  }

  private boolean take(char expected) {
    if (at < text.length() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }

  private Optional<Matcher> take(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return Optional.empty();
    }
    at = matcher.end();
    return Optional.of(matcher);
  }

  private static Optional<byte[]> decode(String base64) {
    try {
      return Optional.of(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
