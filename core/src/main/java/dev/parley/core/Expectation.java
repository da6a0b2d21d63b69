// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import java.util.List;

/** What the {@code Expect} field of a request asks for (RFC 9110 10.1.1). */
public sealed interface Expectation {
  /** No expectation at all: no field, or nothing but empty list members. */
  record None() implements Expectation {}

  /** Exactly {@code 100-continue}, once or repeated. */
  record Continue() implements Expectation {}

  /**
   * Well-formed, but not {@code 100-continue} alone.
   *
   * @param members the members that are not {@code 100-continue}, as they came, at least one
   * @param asksContinue whether {@code 100-continue} stands among them
   */
  record Unknown(List<String> members, boolean asksContinue) implements Expectation {
    public Unknown {
      members = List.copyOf(members);
      if (members.isEmpty()) {
        throw Checks.wrong("members", members, "at least one");
      }
    }
  }

  /**
   * Not in the grammar of the field.
   *
   * @param reason what was wrong, without any text of the request
   */
  record Malformed(String reason) implements Expectation {}

  /**
   * Reads every line of the field together, as one list (RFC 9110 5.3).
   *
   * @param lines the values of all {@code Expect} lines, in order, without the line ends
   */
  static Expectation parse(List<String> lines) {
    return ExpectParser.parse(lines);
  }
}
