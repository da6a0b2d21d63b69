// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ExchangeTest {
  private static final String FIRST = "# t.exchange -- RFC 9110 10.1.1: a claim\n";

  private static Exchange parse(String lines) {
    return Exchange.parse("t.exchange", FIRST + lines);
  }

  private static Step step(String line) {
    return parse(line + "\n").steps().get(0);
  }

  @Test
  void theExampleOfTheFormatIsRead() {
    Exchange late = Exchanges.named("late-100");
    assertThat(late.reference()).isEqualTo("RFC 9110 10.1.1");
    assertThat(late.claim()).isEqualTo("a client may stop waiting; a late 100 is harmless");
    assertThat(late.isAbout(Subject.CLIENT)).isTrue();
    assertThat(late.isAbout(Subject.SERVER)).isFalse();
    assertThat(late.steps())
        .containsExactly(
            new Step.HeadStep(
                Lane.FROM_CLIENT,
                "POST /u HTTP/1.1",
                List.of("Host: h", "Expect: 100-continue", "Content-Length: 3")),
            new Step.TimeStep(Duration.ofSeconds(1)),
            new Step.ContentStep(Lane.FROM_CLIENT, List.of(new Step.Run("abc", 1))),
            new Step.HeadStep(Lane.TO_CLIENT, "HTTP/1.1 100 Continue", List.of()),
            new Step.HeadStep(
                Lane.TO_CLIENT, "HTTP/1.1 201 Created", List.of("Content-Length: 0")));
    assertThat(late.claimed(Claim.Key.FINAL)).contains("201");
    assertThat(late.claimed(Claim.Key.CONNECTION)).contains("reusable");
    assertThat(late.claimed(Claim.Key.ORIGIN_CONNECTIONS)).isEmpty();
    assertThat(late.lineOf(1)).isEqualTo(4);
  }

  @Test
  void aHeadStepIsTheBytesOfAHead() {
    Step.HeadStep head =
        (Step.HeadStep) step("> PUT / HTTP/1.1 | A : b| c: d\\|e\\0 |  folded | !X");
    assertThat(head.raw()).isEqualTo("PUT / HTTP/1.1\r\nA : b\r\nc: d|e\0\r\n folded\r\n\r\n");
  }

  @Test
  void contentIsExactBytes() {
    assertContent("> abc", "abc");
    assertContent("> 3|abc|0||", "3\r\nabc\r\n0\r\n\r\n");
    assertContent("> a |b", "a \r\nb");
    assertContent("> \\-GET / HTTP/1.1|", "GET / HTTP/1.1\r\n");
    assertContent("> HTTP/1.1 200 OK", "HTTP/1.1 200 OK");
    assertContent("< GET / HTTP/1.1", "GET / HTTP/1.1");
    assertContent("> \\x41\\xfF\\t\\n\\r\\0\\\\\\|\\*3", "A\u00ff\t\n\r\0\\|*3");
    assertContent("> a*3b|*2c*", "aaab\r\n\r\nc*");
    assertContent("> \\-~", "~");
  }

  private static void assertContent(String line, String bytes) {
    Step.ContentStep content = (Step.ContentStep) step(line);
    StringBuilder text = new StringBuilder();
    content.runs().forEach(run -> text.append(run.text().repeat((int) run.times())));
    assertThat(text).hasToString(bytes);
    assertThat(content.length()).isEqualTo(bytes.length());
  }

  @Test
  void aLongRepetitionIsNotWrittenOut() {
    assertThat(step("> ax*10737418240"))
        .isEqualTo(
            new Step.ContentStep(
                Lane.FROM_CLIENT,
                List.of(new Step.Run("a", 1), new Step.Run("x", 10_737_418_240L))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "> PUT /u HTTP/1.1 | Host: h |  folded | A: \\|\\\\\\0\\xff",
        "> PUT /u HTTP/1.1 | Trailing: blank\\x20",
        "< HTTP/1.1 201",
        "> abc",
        "> \\-PUT /u HTTP/1.1|Host: h|",
        "> \\-~",
        "< ~",
        ">> a*65536|*3\\*\\\\r\\n",
        "> \\\\|",
        "<< blank\\x20",
        "@ +250ms",
        "@ +1s",
        "@ +2m",
        "@ fin >",
        "@ reset <<",
        "@ gone >>",
        "@ connect >>"
      })
  void aLineIsRenderedAsItWasWritten(String line) {
    assertThat(parse(line + "\n").render()).isEqualTo(FIRST + line + "\n");
  }

  @Test
  void everyByteSurvivesRenderingAndParsing() {
    StringBuilder all = new StringBuilder();
    for (char each = 0; each < 256; each++) {
      all.append(each).append('\r').append('\n').append('\\').append(each);
    }
    Step content = new Step.ContentStep(Lane.FROM_CLIENT, List.of(new Step.Run(all.toString(), 1)));
    Exchange exchange =
        new Exchange("t", "RFC 9110 1", "c", List.of(), List.of(), List.of(content), List.of());
    assertThat(Exchange.parse("t.exchange", exchange.render())).isEqualTo(exchange);
  }

  @Test
  void aFixtureWithoutASubjectIsAboutWhoeverItCanBe() {
    assertThat(parse("> a\n").isAbout(Subject.CLIENT)).isTrue();
    assertThat(parse("> a\n").isAbout(Subject.SERVER)).isTrue();
    assertThat(parse("> a\n").isAbout(Subject.GATEWAY)).isFalse();
    assertThat(parse("@ fin <<\n").isAbout(Subject.GATEWAY)).isTrue();
    assertThat(parse("@ fin <<\n").isAbout(Subject.CLIENT)).isFalse();
  }

  @Test
  void aWrongLineIsNamedWithTheRemedy() {
    String marks = "a line that starts with one of # > < >> << @ =";
    String escapes = "one of \\| \\\\ \\* \\- \\0 \\t \\n \\r \\xNN";
    assertRemedy("? a", marks);
    assertRemedy("", marks);
    assertRemedy(">", "a head or content after the mark");
    assertRemedy("> GET / HTTP/1.1 |", "a field line beside every |; the last CRLF is implied");
    assertRemedy("> a\\q", escapes);
    assertRemedy("> a\\", escapes);
    assertRemedy("> a\\x1", "two hexadecimal digits after \\x");
    assertRemedy("> a*0", "a repetition from 1 to 999999999999");
    assertRemedy("> \u00e9", "ASCII; other bytes as \\xNN");
    assertRemedy("@ 1s", "@ +time, or @ fin, reset, gone or connect and one of > < >> <<");
    assertRemedy("@ connect <", "@ connect > or @ connect >>: only these open connections");
    assertRemedy("# subject: origin", "subject: some of client, server, gateway, before any note");
    assertRemedy("= speed 9", "claims final [2-5][0-9][0-9]; client reads nothing|");
    assertRemedy("= final 99", "final: 99 (expected: [2-5][0-9][0-9])");
  }

  private static void assertRemedy(String line, String expected) {
    assertWrong(line + "\n> a\n", "t.exchange:2: %s (expected: %s".formatted(line, expected));
  }

  @Test
  void whatStandsInTheWrongPlaceIsNamed() {
    assertWrong("> a\n# late\n", "t.exchange:3: # late (expected: notes before the first step)");
    assertWrong("> a\n= final 200\n> b\n", "t.exchange:4: > b (expected: every step before the");
    assertWrong("# note\n", "t.exchange:2: # note (expected: at least one step after this line)");
    assertWrong("> a \n", "t.exchange:2: > a  (expected: no blank at the end; write \\x20)");
  }

  @Test
  void theFirstLineNamesTheFileTheSectionAndTheClaim() {
    assertThatThrownBy(() -> Exchange.parse("t.exchange", "# t.exchange: claim\n> a\n"))
        .hasMessage(
            "t.exchange:1: # t.exchange: claim"
                + " (expected: # name.exchange -- RFC number section: claim)");
    assertThatThrownBy(() -> Exchange.parse("u.exchange", FIRST + "> a\n"))
        .isInstanceOfSatisfying(
            ExchangeSyntaxException.class,
            e -> {
              assertThat(e.file()).isEqualTo("u.exchange");
              assertThat(e.line()).isEqualTo(1);
            })
        .hasMessageContaining("(expected: the file's own name, u.exchange)");
  }

  @Test
  void aRunIsOneByteOrOneLineEndWhenItRepeats() {
    assertThatThrownBy(() -> new Step.Run("ab", 2))
        .hasMessage("run: \"ab\" x 2 (expected: one byte or CRLF, >= 1)");
  }

  private static void assertWrong(String lines, String message) {
    assertThatThrownBy(() -> parse(lines))
        .isInstanceOf(ExchangeSyntaxException.class)
        .hasMessageStartingWith(message);
  }
}
