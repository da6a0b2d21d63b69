// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

/**
 * A sentence of the specifications that a peer can break, with one id for logs, tables and reports.
 */
public enum Rule {
  EXPECT_WITHOUT_CONTENT(
      "C1",
      "RFC 9110 10.1.1",
      Level.MUST_NOT,
      Party.CLIENT,
      "100-continue was expected for a request that announces no content",
      "send Expect only with content"),
  EXPECT_MALFORMED(
      "C2",
      "RFC 9110 10.1.1",
      Level.MUST,
      Party.CLIENT,
      "the Expect field is not in its grammar",
      "send exactly: Expect: 100-continue"),
  EXPECT_UNANSWERED(
      "S6",
      "RFC 9110 10.1.1",
      Level.MUST,
      Party.SERVER,
      "neither 100 nor a final status came before the wait elapsed",
      "answer 100 Continue, or a final status, as soon as the head has been read"),
  SWITCH_UNASKED(
      "S13",
      "RFC 9110 15.2.2",
      Level.MUST_NOT,
      Party.SERVER,
      "101 came for a protocol that the request did not ask for",
      "send 101 only for a protocol in the Upgrade of the request, and name it");

  /** How strong the sentence is (RFC 2119). */
  public enum Level {
    MUST,
    MUST_NOT,
    SHOULD,
    SHOULD_NOT
  }

  /** Who breaks the rule. */
  public enum Party {
    CLIENT,
    SERVER
  }

  private final String id;
  private final String reference;
  private final Level level;
  private final Party blames;
  private final String text;
  private final String remedy;

  Rule(String id, String reference, Level level, Party blames, String text, String remedy) {
    this.id = id;
    this.reference = reference;
    this.level = level;
    this.blames = blames;
    this.text = text;
    this.remedy = remedy;
  }

  /** The number of the requirement in the list by role, such as {@code C1}. */
  public String id() {
    return id;
  }

  /** Where the sentence stands. */
  public String reference() {
    return reference;
  }

  public Level level() {
    return level;
  }

  public Party blames() {
    return blames;
  }

  /** What happened, in one sentence. */
  public String text() {
    return text;
  }

  /** What mends it. */
  public String remedy() {
    return remedy;
  }
}
