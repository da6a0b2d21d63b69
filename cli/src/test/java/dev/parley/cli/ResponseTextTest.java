// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTextTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          application/problem+json | {"title":"T","detail":"too large"}       | too large
          application/problem+json | {"title":"T"}                            | T
          application/json         | {"message":"no more", "error":"Quota"}   | no more
          application/json         | {"error":"Quota"}                        | Quota
          application/json         | [1, 2                                    | ''
          application/json         | [1, 2]                                   | ''
          text/plain; charset=x    | no                                       | no
          text/html                | <html><title> 413  Too Large</title>     | 413 Too Large
          application/xml          | <Error><Code>C</Code><Message>Denied</Message></Error> | Denied
          text/html                | <TITLE lang="en">No</TITLE>              | No
          text/html                | <titles>no</titles>                      | ''
          image/png                | PNG                                      | ''
          """)
  void theLineForPeopleIsFound(String type, String content, String line) {
    assertThat(ResponseText.line(Optional.of(type), content)).isEqualTo(line);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"<title", "<title ", "<title>", "<title> ", "<title>\n</title", "</title>"})
  @Timeout(10)
  void noPageTakesLong(String again) {
    String page = again.repeat((1 << 20) / again.length()) + " ".repeat(1 << 16);
    assertThat(ResponseText.line(Optional.of("text/html"), page)).isEmpty();
  }

  @Test
  void withoutATypeItIsText() {
    assertThat(ResponseText.line(Optional.empty(), " a\n\n b ")).isEqualTo("a b");
  }

  @Test
  void nothingCommandsTheTerminal() {
    assertThat(ResponseText.shown("a\u001b[2Jb\u009bc\u202ed\u0007e\u2028f"))
        .isEqualTo("a?[2Jb?c?d?e?f");
  }

  @Test
  void aLongTextIsCut() {
    assertThat(ResponseText.shown("x".repeat(1000))).isEqualTo("x".repeat(300) + " ...");
  }
}
