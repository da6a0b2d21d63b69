// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One way a server accepts to be told who the client is (RFC 9110 11.3).
 *
 * @param token68 what stands in place of parameters; some schemes have it
 * @param parameters by their names in lower case; values without quotes and escapes
 */
record Challenge(String scheme, Optional<String> token68, Map<String, String> parameters) {
  Challenge {
    parameters = Map.copyOf(parameters);
  }

  /**
   * The challenges of all field lines, in their order.
   *
   * <p>One that leaves the grammar is left out, and so is what follows until a new one begins. Each
   * line is read by itself: an open quote spoils no other.
   */
  static List<Challenge> parse(List<String> fieldLines) {
    List<Challenge> challenges = new ArrayList<>();
    for (String line : fieldLines) {
      new Parser(line, challenges).challenges();
    }
    return challenges;
  }

  boolean hasScheme(String name) {
    return scheme.equalsIgnoreCase(name);
  }

  Optional<String> parameter(String name) {
    return Optional.ofNullable(parameters.get(name));
  }

  /** Reads one line from left to right, and a few characters of it twice. */
  private static final class Parser {
    private static final int END = -1;

    private final String line;
    private final List<Challenge> challenges;
    private final Map<String, String> parameters = new HashMap<>();
    private @Nullable String scheme;
    private @Nullable String token68;
    private int at;

    Parser(String line, List<Challenge> challenges) {
      this.line = line;
      this.challenges = challenges;
    }

    void challenges() {
      while (peek() != END) {
        skipSpace();
        if (peek() != ',' && peek() != END) {
          member();
          skipSpace();
        }
        if (peek() != ',' && peek() != END) {
          spoil();
          skipMember();
        }
        at++;
      }
      close();
    }

    /** A parameter of the challenge before it, or the begin of a challenge. */
    private void member() {
      String name = token();
      boolean apart = skipSpace();
      if (name.isEmpty() || peek() == '=') {
        parameter(name);
        return;
      }
      close();
      scheme = name;
      if (apart && peek() != ',' && peek() != END) {
        token68 = token68();
        if (token68 == null) {
          String first = token();
          skipSpace();
          parameter(first);
        }
      }
    }

    /**
     * {@code auth-param = token BWS "=" BWS ( token / quoted-string )}, from the equals sign on.
     */
    private void parameter(String name) {
      if (name.isEmpty() || peek() != '=') {
        spoil();
        return;
      }
      at++;
      skipSpace();
      boolean quoted = peek() == '"';
      String value = quoted ? quotedString() : token();
      boolean malformed = value == null || (value.isEmpty() && !quoted);
      // RFC 9110 11.2: each parameter once. Two readers may take different ones of two.
      if (malformed
          || token68 != null
          || parameters.putIfAbsent(name.toLowerCase(Locale.ROOT), value) != null) {
        spoil();
      }
    }

    private void close() {
      if (scheme != null) {
        challenges.add(new Challenge(scheme, Optional.ofNullable(token68), parameters));
      }
      spoil();
    }

    private void spoil() {
      scheme = null;
      token68 = null;
      parameters.clear();
    }

    /** Goes nowhere and returns null where there is a parameter. */
    private @Nullable String token68() {
      int start = at;
      while (isLetterOrDigit(peek()) || "-._~+/".indexOf(peek()) >= 0) {
        at++;
      }
      while (at > start && peek() == '=') {
        at++;
      }
      String value = line.substring(start, at);
      skipSpace();
      if (value.isEmpty() || (peek() != ',' && peek() != END)) {
        at = start;
        return null;
      }
      return value;
    }

    private String token() {
      int start = at;
      while (isLetterOrDigit(peek()) || "!#$%&'*+-.^_`|~".indexOf(peek()) >= 0) {
        at++;
      }
      return line.substring(start, at);
    }

    /** Goes behind the closing quote, or to the end; null if there is none or a wrong character. */
    private @Nullable String quotedString() {
      StringBuilder value = new StringBuilder();
      boolean malformed = false;
      at++;
      while (peek() != '"' && peek() != END) {
        if (peek() == '\\') {
          at++;
        }
        int c = peek();
        malformed |= (c < ' ' && c != '\t') || c == 0x7f || c > 0xff;
        value.append((char) c);
        at++;
      }
      malformed |= peek() == END;
      at++;
      return malformed ? null : value.toString();
    }

    private void skipMember() {
      while (peek() != ',' && peek() != END) {
        if (peek() == '"') {
          quotedString();
        } else {
          at++;
        }
      }
    }

    private boolean skipSpace() {
      int start = at;
      while (peek() == ' ' || peek() == '\t') {
        at++;
      }
      return at > start;
    }

    private int peek() {
      return at < line.length() ? line.charAt(at) : END;
    }

    private static boolean isLetterOrDigit(int c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }
  }
}
