// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What must hold at the end of a fixture.
 *
 * @param key what it is about
 * @param value what must hold, in the key's own form
 */
public record Claim(Key key, String value) {
  /** What a claim can be about. Keys that start with another key come before it. */
  public enum Key {
    /** The final status the client got last. */
    FINAL("final", "[2-5][0-9][0-9]"),
    /** Every status the client got, interim and final, in order, or {@code nothing}. */
    CLIENT_READS("client reads", "nothing|[1-5][0-9][0-9]( [1-5][0-9][0-9])*"),
    /** How many bytes the client sent after its heads, framing included. */
    CONTENT_SENT("content sent", "[0-9]+"),
    /** What becomes of the client's connection. */
    CONNECTION("connection", "reusable|closed"),
    /** How many connections the origin accepted. */
    ORIGIN_CONNECTIONS("origin connections", "[0-9]+"),
    /** How many bytes the origin got after the heads, framing included. */
    ORIGIN_CONTENT("origin content", "[0-9]+"),
    /** What becomes of the last connection to the origin. */
    ORIGIN_CONNECTION("origin connection", "reusable|closed");

    private final String words;
    private final Pattern form;

    Key(String words, String form) {
      this.words = words;
      this.form = Pattern.compile(form);
    }

    /** The words in a fixture. */
    public String words() {
      return words;
    }

    /** What a value has to look like, as a regular expression. */
    public String form() {
      return form.pattern();
    }
  }

  /**
   * Checks the value's form.
   *
   * @throws IllegalArgumentException when the value is not in the key's form
   */
  public Claim {
    if (!key.form.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s)".formatted(key.words, value, key.form()));
    }
  }

  static Optional<Claim> parse(String text) {
    for (Key key : Key.values()) {
      if (text.startsWith(key.words + " ")) {
        return Optional.of(new Claim(key, text.substring(key.words.length() + 1).strip()));
      }
    }
    return Optional.empty();
  }

  /** The claim as a fixture writes it. */
  public String text() {
    return key.words + " " + value;
  }
}
