// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.ArrayList;
import java.util.List;

/**
 * The one reader of {@code Expect = #expectation} (RFC 9110 10.1.1, list syntax of 5.6.1).
 *
 * <p>Every hop that reads this field by substring or last word opens a gap between itself and the
 * next one, so nothing here is lenient: a value is in the grammar or it is malformed.
 */
final class ExpectParser {
  private static final Expectation NONE = new Expectation.None();
  private static final Expectation CONTINUE = new Expectation.Continue();
  private static final String CONTINUE_TOKEN = "100-continue";
  private static final int END = -1;

  private final String line;
  private int at;

  private ExpectParser(String line) {
    this.line = line;
  }

  static Expectation parse(List<String> lines) {
    // Only the exact spelling: ignoring case here would fold letters outside ASCII too.
    if (lines.size() == 1 && lines.get(0).equals(CONTINUE_TOKEN)) {
      return CONTINUE;
    }
    boolean asksContinue = false;
    List<String> others = new ArrayList<>();
    try {
      for (String line : lines) {
        for (String member : new ExpectParser(line).members()) {
          if (member.equalsIgnoreCase(CONTINUE_TOKEN)) {
            asksContinue = true;
          } else {
            others.add(member);
          }
        }
      }
    } catch (MalformedException malformed) {
      return new Expectation.Malformed(malformed.reason);
    }
    if (!others.isEmpty()) {
      return new Expectation.Unknown(others, asksContinue);
    }
    return asksContinue ? CONTINUE : NONE;
  }

  private List<String> members() throws MalformedException {
    List<String> members = new ArrayList<>();
    while (true) {
      skipSpace();
      if (peek() != ',' && peek() != END) {
        members.add(member());
        skipSpace();
      }
      if (peek() == END) {
        return members;
      }
      if (peek() != ',') {
        throw new MalformedException("a comma or the end of the field must follow a member");
      }
      at++;
    }
  }

  /** {@code expectation = token [ "=" ( token / quoted-string ) parameters ]}. */
  private String member() throws MalformedException {
    int start = at;
    token();
    if (peek() == '=') {
      at++;
      value();
      parameters();
    }
    return line.substring(start, at);
  }

  /** {@code parameters = *( OWS ";" OWS [ token "=" ( token / quoted-string ) ] )}. */
  private void parameters() throws MalformedException {
    int end = at;
    skipSpace();
    while (peek() == ';') {
      at++;
      end = at;
      skipSpace();
      if (isToken(peek())) {
        token();
        if (peek() != '=') {
          throw new MalformedException("a parameter must have a value");
        }
        at++;
        value();
        end = at;
        skipSpace();
      }
    }
    at = end;
  }

  private void value() throws MalformedException {
    if (peek() == '"') {
      quotedString();
    } else {
      token();
    }
  }

  private void token() throws MalformedException {
    int start = at;
    while (isToken(peek())) {
      at++;
    }
    if (at == start) {
      throw new MalformedException("a token was expected");
    }
  }

  private void quotedString() throws MalformedException {
    at++;
    while (peek() != '"') {
      if (peek() == '\\') {
        at++;
      }
      int c = peek();
      if (c == END) {
        throw new MalformedException("a quoted string does not end");
      }
      if ((c < ' ' && c != '\t') || c == 0x7f || c > 0xff) {
        throw new MalformedException("a quoted string holds a character that no field may hold");
      }
      at++;
    }
    at++;
  }

  private void skipSpace() {
    while (peek() == ' ' || peek() == '\t') {
      at++;
    }
  }

  private int peek() {
    return at < line.length() ? line.charAt(at) : END;
  }

  private static boolean isToken(int c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || "!#$%&'*+-.^_`|~".indexOf(c) >= 0;
  }

  /** Leaves the parser from any depth; never leaves this class. */
  private static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1L;
    private final String reason;

    MalformedException(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }
  }
}
