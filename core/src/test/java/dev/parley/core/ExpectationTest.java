// SPDX-License-Identifier: Apache-2.0
package dev.parley.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.core.Expectation.Continue;
import dev.parley.core.Expectation.Malformed;
import dev.parley.core.Expectation.None;
import dev.parley.core.Expectation.Unknown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExpectationTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100-continue",
        "100-Continue",
        "100-CONTINUE",
        " 100-continue",
        "100-continue\t",
        ",100-continue,",
        " 100-continue , ,",
        "\t,\t, 100-continue",
        "100-continue, 100-continue",
        "100-continue,100-Continue,,100-continue"
      })
  void theTokenAloneAsksToContinueHoweverTheListIsWritten(String line) {
    assertThat(parse(line)).isEqualTo(new Continue());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\t", ",", " , ,\t,", ",,,,,,,,"})
  void emptyMembersAskNothing(String line) {
    assertThat(parse(line)).isEqualTo(new None());
  }

  @Test
  void noLineAsksNothing() {
    assertThat(Expectation.parse(List.of())).isEqualTo(new None());
  }

  @Test
  void linesAreOneList() {
    assertThat(parse("100-continue", "100-continue")).isEqualTo(new Continue());
    assertThat(parse("", "100-continue")).isEqualTo(new Continue());
    assertThat(parse("100-continue", "")).isEqualTo(new Continue());
    assertThat(parse("", "")).isEqualTo(new None());
    assertThat(parse("100-continue", "foo")).isEqualTo(new Unknown(List.of("foo"), true));
    assertThat(parse("foo", "100-continue")).isEqualTo(new Unknown(List.of("foo"), true));
    assertThat(parse("foo", "bar")).isEqualTo(new Unknown(List.of("foo", "bar"), false));
  }

  @Test
  void oneMalformedLineSpoilsTheOthers() {
    assertThat(parse("100-continue", "y 100-continue")).isInstanceOf(Malformed.class);
    assertThat(parse("foo", "\"")).isInstanceOf(Malformed.class);
  }

  @Test
  void aQuotedStringDoesNotReachIntoTheNextLine() {
    assertThat(parse("x=\"a", "b\"")).isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "102-processing",
        "100-continu",
        "100-continuee",
        "100-continue=x",
        "100-continue=\"\"",
        "100-continue=x;q=1",
        "x=\"a, b\"",
        "x=\"a; b\"",
        "x=\"a \\\" 100-continue\"",
        "x=\"\\\\\"",
        "x=\"\t\u00fc\u00ff\"",
        "x=\"\\\t\"",
        "x=y;",
        "x=y;;",
        "x=y ; p=q",
        "x=y;p=\"q, r\"",
        "x=y;p=q;",
        "x=y;p=q\t; r=s",
        "x=y;\t;p=q",
        "!#$%&'*+-.^_`|~09azAZ"
      })
  void anyOtherMemberOfTheGrammarIsUnknownAndKeptAsItCame(String member) {
    assertThat(parse(member)).isEqualTo(new Unknown(List.of(member), false));
    assertThat(parse(" , " + member + "\t,100-continue"))
        .isEqualTo(new Unknown(List.of(member), true));
  }

  @Test
  void membersAreCutAtCommasOutsideQuotesOnly() {
    assertThat(parse("100-continue, foo, x=\"a, b\" ;p=q ,y"))
        .isEqualTo(new Unknown(List.of("foo", "x=\"a, b\" ;p=q", "y"), true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x=\"unterminated",
        "x=\"unterminated\\\"",
        "x=\"unterminated\\",
        "x=",
        "x= y",
        "x =y",
        "=y",
        "x==y",
        "x=y=z",
        "y 100-continue",
        "100-continue y",
        "100-continue\u0000",
        "\u0000100-continue",
        "100 -continue",
        "100-continue;q=1",
        "100-continue;",
        "100-continue ;",
        ";100-continue",
        ";",
        "x=y;p",
        "x=y;p=",
        "x=y;p =q",
        "x=y;p= q",
        "x=y;p=q r",
        "x=y;=q",
        "\"100-continue\"",
        "100-continue\u000b",
        "100-continue\u00a0",
        "100-continue\u0085",
        "x=\"a\u0000b\"",
        "x=\"a\u001fb\"",
        "x=\"a\u007fb\"",
        "x=\"a\\\u0007b\"",
        "x=\"a\u0100b\"",
        "x=\"a\" b",
        "x=\"a\"b",
        "100-continue\r\n foo",
        "100-continue: x",
        "(100-continue)",
        "100/continue",
        "100@continue",
        "100[continue",
        "{100-continue}",
        "100\u007fcontinue"
      })
  void whatIsNotInTheGrammarIsMalformed(String line) {
    assertThat(parse(line)).isInstanceOf(Malformed.class);
    assertThat(parse("100-continue," + line)).isInstanceOf(Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "100-cont\u0131nue",
        "100-CONT\u0130NUE",
        "\uff11\uff10\uff10-continue",
        "100\u2010continue"
      })
  void lettersThatOnlyLookAlikeOrFoldToTheTokenAreMalformed(String line) {
    assertThat(parse(line)).isInstanceOf(Malformed.class);
  }

  @Test
  void theReasonSaysWhatWasWrongAndNothingOfTheRequest() {
    assertThat(parse("secret secret"))
        .isEqualTo(new Malformed("a comma or the end of the field must follow a member"));
    assertThat(parse("secret=")).isEqualTo(new Malformed("a token was expected"));
    assertThat(parse("secret=\"secret")).isEqualTo(new Malformed("a quoted string does not end"));
    assertThat(parse("secret=\"\u0000\""))
        .isEqualTo(new Malformed("a quoted string holds a character that no field may hold"));
    assertThat(parse("secret=a;secret")).isEqualTo(new Malformed("a parameter must have a value"));
  }

  @Test
  void tenThousandMembersAreReadAsOneList() {
    assertThat(parse(String.join(",", Collections.nCopies(10_000, "100-continue"))))
        .isEqualTo(new Continue());
    assertThat(parse(",".repeat(100_000))).isEqualTo(new None());
    assertThat(parse(String.join(" , ", Collections.nCopies(10_000, "x=\"y\";p=q"))))
        .isInstanceOfSatisfying(
            Unknown.class, unknown -> assertThat(unknown.members()).hasSize(10_000));
    assertThat(parse("x=y" + ";".repeat(100_000))).isInstanceOf(Unknown.class);
    assertThat(parse("x=\"" + "\\\"".repeat(100_000))).isInstanceOf(Malformed.class);
  }

  @Test
  void everyShortStringIsReadAsTheGrammarSays() {
    String alphabet = "1,;=\"\\ a";
    int seen = 0;
    for (int length = 0; length <= 6; length++) {
      for (String line : strings(alphabet, length)) {
        check(line);
        seen++;
      }
    }
    assertThat(seen).isEqualTo(299_593);
  }

  @Test
  void everyStringOfPartsIsReadAsTheGrammarSays() {
    List<String> parts =
        List.of(
            "100-continue",
            "x",
            ",",
            ";",
            "=",
            "\"",
            "\\",
            " ",
            "\t",
            "\u0000",
            "\u00e4",
            "\u0131");
    for (int length = 0; length <= 5; length++) {
      int[] digits = new int[length];
      do {
        StringBuilder line = new StringBuilder();
        for (int digit : digits) {
          line.append(parts.get(digit));
        }
        check(line.toString());
      } while (next(digits, parts.size()));
    }
  }

  @Test
  void unknownHoldsAtLeastOneMember() {
    assertThatThrownBy(() -> new Unknown(List.of(), true))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("members: [] (expected: at least one)");
  }

  @Test
  void unknownKeepsItsOwnCopyOfTheMembers() {
    List<String> members = new ArrayList<>(List.of("x"));
    Unknown unknown = new Unknown(members, false);
    members.add("y");
    assertThat(unknown.members()).containsExactly("x");
  }

  private static Expectation parse(String... lines) {
    return Expectation.parse(List.of(lines));
  }

  private static void check(String line) {
    if (!Oracle.read(line).equals(parse(line).toString().replaceAll("\\[reason=.*", "[]"))) {
      assertThat(parse(line).toString().replaceAll("\\[reason=.*", "[]"))
          .as("<%s>", line)
          .isEqualTo(Oracle.read(line));
    }
  }

  private static List<String> strings(String alphabet, int length) {
    List<String> all = new ArrayList<>();
    int[] digits = new int[length];
    do {
      StringBuilder line = new StringBuilder(length);
      for (int digit : digits) {
        line.append(alphabet.charAt(digit));
      }
      all.add(line.toString());
    } while (next(digits, alphabet.length()));
    return all;
  }

  private static boolean next(int[] digits, int base) {
    for (int i = 0; i < digits.length; i++) {
      digits[i]++;
      if (digits[i] < base) {
        return true;
      }
      digits[i] = 0;
    }
    return false;
  }

  /** The grammar once more, as expressions written from RFC 9110 5.6 and 10.1.1. */
  private static final class Oracle {
    private static final String OWS = "[ \\t]*+";
    private static final String TOKEN = "[!#$%&'*+\\-.^_`|~0-9A-Za-z]+";
    private static final String QUOTED =
        "\"(?:[\\t \\x21\\x23-\\x5b\\x5d-\\x7e\\x80-\\xff]|\\\\[\\t \\x21-\\x7e\\x80-\\xff])*+\"";
    private static final String VALUE = "(?:" + TOKEN + "|" + QUOTED + ")";
    private static final String PARAMETERS =
        "(?:" + OWS + ";(?:" + OWS + TOKEN + "=" + VALUE + ")?)*";
    private static final String EXPECTATION = TOKEN + "(?:=" + VALUE + PARAMETERS + ")?";

    /** {@code [ element ] *( OWS "," OWS [ element ] )} (RFC 9110 5.6.1.2). */
    private static final Pattern LIST =
        Pattern.compile(
            OWS
                + "(?:"
                + EXPECTATION
                + ")?(?:"
                + OWS
                + ","
                + OWS
                + "(?:"
                + EXPECTATION
                + ")?)*+"
                + OWS);

    private static final Pattern ELEMENT = Pattern.compile(EXPECTATION);

    static String read(String line) {
      if (!LIST.matcher(line).matches()) {
        return "Malformed[]";
      }
      List<String> others = new ArrayList<>();
      boolean asks = false;
      Matcher element = ELEMENT.matcher(line);
      while (element.find()) {
        if (element.group().matches("(?i)100-continue")) {
          asks = true;
        } else {
          others.add(element.group());
        }
      }
      if (!others.isEmpty()) {
        return new Unknown(others, asks).toString();
      }
      return (asks ? new Continue() : new None()).toString();
    }
  }
}
