// SPDX-License-Identifier: Apache-2.0
package dev.parley.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTest {
  @Test
  void aProblemIsOneLineOfJson() {
    assertThat(Problem.of(413, "too large").toJson())
        .isEqualTo("{\"title\":\"Content Too Large\",\"status\":413,\"detail\":\"too large\"}\n");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          say "no"     | say \\"no\\"
          a\\b         | a\\\\b
          a/b <c> & d  | a/b <c> & d
          größer       | größer
          a\u001fb     | a\\u001fb
          """)
  void whatJsonCannotHoldIsEscaped(String detail, String escaped) {
    assertThat(Problem.of(400, detail).toJson()).contains("\"detail\":\"" + escaped + "\"}");
  }

  @Test
  void lineEndsAndTabsAreEscaped() {
    assertThat(new Problem(400, "a\r\nb", "c\td\0").toJson())
        .isEqualTo(
            "{\"title\":\"a\\u000d\\u000ab\",\"status\":400,\"detail\":\"c\\u0009d\\u0000\"}\n");
  }

  @ParameterizedTest
  @CsvSource({
    "400, Bad Request",
    "408, Request Timeout",
    "413, Content Too Large",
    "417, Expectation Failed",
    "431, Request Header Fields Too Large",
    "502, Bad Gateway",
    "508, Loop Detected",
    "499, Client Error",
    "599, Server Error"
  })
  void theTitleIsTheStatusInWords(int status, String title) {
    assertThat(Problem.of(status, "").title()).isEqualTo(title);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100, 200, 399, 600})
  void aProblemIsAnError(int status) {
    assertThatThrownBy(() -> Problem.of(status, ""))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("status: " + status + " (expected: 400 to 599)");
  }

  @Test
  void aRefusalKeepsTheFieldsItWasMadeWith() {
    Map<String, String> fields = new HashMap<>(Map.of("Allow", "PUT"));
    Verdict.Refuse refuse = new Verdict.Refuse(Problem.of(405, "no"), fields);
    fields.clear();
    assertThat(refuse.fields()).containsExactly(Map.entry("Allow", "PUT"));
    assertThat(Verdict.refuse(405, "no"))
        .isEqualTo(new Verdict.Refuse(Problem.of(405, "no"), Map.of()));
  }
}
