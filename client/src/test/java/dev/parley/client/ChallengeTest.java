// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChallengeTest {
  private static final Challenge SIMPLE = with("Basic", Map.of("realm", "simple"));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic realm=\"simple\"",
        "Basic realm=simple",
        "Basic   realm=\"simple\"",
        "Basic\trealm=\"simple\"",
        "Basic realm = \"simple\"",
        "Basic realm =\t\"simple\"",
        "Basic realm= simple",
        "Basic REALM=simple",
        "Basic ,realm=simple",
        "Basic,realm=simple",
        " , Basic realm=simple",
        "\tBasic realm=simple \t",
        "Basic realm=simple,",
        "Basic realm=simple , ,",
        "Basic realm=\"\\s\\imple\"",
      })
  void oneChallengeIsTheSameHoweverItIsWritten(String line) {
    assertThat(Challenge.parse(List.of(line))).containsExactly(SIMPLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Newauth realm=\"apps\", type=1, title=\"Login to \\\"apps\\\"\", Basic realm=\"simple\"",
        "Newauth realm=\"apps\",type=1,title=\"Login to \\\"apps\\\"\",Basic realm=\"simple\"",
        ",Newauth,realm=apps ,, type= 1,\ttitle =\"Login to \\\"apps\\\"\" ,,Basic realm=simple",
      })
  void severalChallengesShareALine(String line) {
    assertThat(Challenge.parse(List.of(line)))
        .containsExactly(
            with("Newauth", Map.of("realm", "apps", "type", "1", "title", "Login to \"apps\"")),
            SIMPLE);
  }

  @Test
  void linesFollowEachOther() {
    assertThat(Challenge.parse(List.of("Negotiate", "", "NTLM, Basic realm=simple")))
        .containsExactly(with("Negotiate", Map.of()), with("NTLM", Map.of()), SIMPLE);
  }

  @Test
  void commasAndEqualsSignsInsideQuotesSeparateNothing() {
    assertThat(Challenge.parse(List.of("Basic realm=\"a, Digest nonce=b\", charset=\"UTF-8\"")))
        .containsExactly(with("Basic", Map.of("realm", "a, Digest nonce=b", "charset", "UTF-8")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "YWJj==", "a-._~+/=", "a="})
  void token68StandsInPlaceOfParameters(String token) {
    assertThat(Challenge.parse(List.of("Negotiate " + token + " , Basic realm=simple")))
        .containsExactly(new Challenge("Negotiate", Optional.of(token), Map.of()), SIMPLE);
  }

  @Test
  void quotedStringsMayBeEmptyAndHoldOctetsBeyondAscii() {
    assertThat(Challenge.parse(List.of("A x=\"\", y=\"\u00c3\u00a4\", z=\"\t\"")))
        .containsExactly(with("A", Map.of("x", "", "y", "\u00c3\u00a4", "z", "\t")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Digest realm=\"a\" nonce=\"b\"",
        "Digest realm=a b",
        "Digest realm=, nonce=b",
        "Digest realm=\"a\"b",
        "Digest realm=a, realm=a",
        "Digest realm=a, REALM=b",
        "Digest abc, realm=a",
        "Digest abc def",
        "Digest abc= realm=a",
        "Digest \"realm\"=a",
        "Digest realm=\"\u0001\"",
        "Digest realm=\"a\u007f\"",
        "Digest realm=\"\\\r\\\n\"",
        "Digest realm=\"\u017f\"",
        "Digest realm=\u00e4",
        "Digest\"realm\"",
        "Digest;realm=a",
        "Digest realm=a;nonce=b",
        "Digest realm=a \"x, y\" z",
        "D\u00efgest realm=a",
        "realm=a, nonce=b",
        "=a",
        "\"a, b\"",
        "@, (Digest)",
        "",
        " \t ",
        ", ,,"
      })
  void whatLeavesTheGrammarIsLeftOutUpToTheNextChallenge(String line) {
    assertThat(Challenge.parse(List.of(line))).isEmpty();
    assertThat(Challenge.parse(List.of(line + ", nonce=left, Basic realm=simple")))
        .containsExactly(SIMPLE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"Digest realm=\"a", "Digest realm=\"a\\", "Digest realm=\"a\\\"", "Digest a\"b"})
  void anOpenQuoteSpoilsTheRestOfItsLineAlone(String line) {
    assertThat(Challenge.parse(List.of("Basic realm=simple, " + line + ", Negotiate", "NTLM")))
        .containsExactly(SIMPLE, with("NTLM", Map.of()));
  }

  private static Challenge with(String scheme, Map<String, String> parameters) {
    return new Challenge(scheme, Optional.empty(), parameters);
  }
}
