// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ResponseTextTest {
  private static final Pattern UNICODE = Pattern.compile("\\\\u([0-9a-f]{4})");

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          zero width        | a\\u200bb\\u2060c\\ufeffd\\u00ade\\u200df            | a?b?c?d?e?f
          direction         | \\u200eab\\u200f\\u202ac\\u2067d\\u2069e\\u061cf       | ?ab??c?d?e?f
          over the line     | 4\\u033613 x\\u0338 \\u0301\\u20dd                   | 4?13 x? ??
          stacked           | o\\u030b\\u0301\\u0301\\u0301                        | \\u0151???
          invisible letters | a\\u115fb\\u1160c\\u3164d\\uffa0e\\u2800f            | a?b?c?d?e?f
          invisible mark    | \\u1780\\u17b4                                     | \\u1780?
          another script    | a\\u0e47 1\\u0e47 \\u0e47                             | a? 1? ?
          nothing yet       | a\\u0378b\\ue000c\\ufffed                          | a?b?c?d
          half a character  | a\\ud83db\\udcbec                                 | a?b?c
          tags              | a\\udb40\\udc41b\\udb40\\udd00c                     | a?b?c
          """)
  void whatPrintsNothingOfItsOwnIsNotPrinted(String what, String said, String shown) {
    assertThat(ResponseText.shown(unescaped(said))).as(what).isEqualTo(unescaped(shown));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          letters     | gr\\u00f6\\u00dfer                                      | gr\\u00f6\\u00dfer
          decomposed  | gro\\u0308\\u00dfer                                     | gr\\u00f6\\u00dfer
          Vietnamese  | nho\\u031b\\u0301                                       | nh\\u1edb
          Thai        | \\u0e17\\u0e35\\u0e48                                   | \\u0e17\\u0e35\\u0e48
          Hindi       | \\u095c\\u0940\\u0902                                   | \\u0921\\u093c\\u0940\\u0902
          Hebrew      | \\u05d2\\u05d3\\u05d5\\u05dc                            | \\u05d2\\u05d3\\u05d5\\u05dc
          Chinese     | \\u6587\\u4ef6\\u592a\\u5927\\uff01                     | \\u6587\\u4ef6\\u592a\\u5927\\uff01
          symbols     | 5 \\u20ac < 7 $ \\u2192 #1_a                            | 5 \\u20ac < 7 $ \\u2192 #1_a
          emoji       | \\ud83d\\udcbe\\u26a0\\ufe0f!                           | \\ud83d\\udcbe\\u26a0!
          spaces      | a\\u00a0\\u3000b\\u2009c                                | a b c
          """)
  void whatPeopleReadIsKept(String what, String said, String shown) {
    assertThat(ResponseText.shown(unescaped(said))).as(what).isEqualTo(unescaped(shown));
  }

  @Test
  void marksDoNotPileUp() {
    String thai = "\u0e01" + "\u0e47".repeat(100);
    assertThat(ResponseText.shown(thai)).isEqualTo("\u0e01" + "\u0e47".repeat(4) + "?".repeat(96));
  }

  private static String unescaped(String text) {
    return UNICODE
        .matcher(text)
        .replaceAll(code -> "" + (char) Integer.parseInt(code.group(1), 16));
  }

  @Test
  void aLongTextIsCut() {
    assertThat(ResponseText.shown("x".repeat(1000))).isEqualTo("x".repeat(300) + " ...");
    assertThat(ResponseText.shown("x".repeat(299) + "\ud83d\udcbe"))
        .isEqualTo("x".repeat(299) + " ...");
  }
}
