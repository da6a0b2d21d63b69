// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cli.UploadResult.Ending;
import dev.parley.client.Outcome.Reason;
import dev.parley.client.RequestContent;
import dev.parley.core.TargetUri;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class DisplayTest {
  private final StringWriter text = new StringWriter();

  private static Upload upload(String name) {
    return new Upload(name, TargetUri.parse("http://h/" + name), RequestContent.of(new byte[1000]));
  }

  private static Progress sending(long bytes) {
    Progress progress = new Progress(OptionalLong.of(1000), reason -> "not asked: " + reason);
    progress.attemptStarted(1, false, Reason.POLICY);
    progress.contentStarted(OptionalLong.of(1000));
    progress.contentSent(bytes);
    return progress;
  }

  private static UploadResult ended(Upload upload, Ending ending) {
    return new UploadResult(
        upload,
        ending,
        OptionalInt.empty(),
        "",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        1000,
        0,
        Duration.ofSeconds(1));
  }

  /** What stays on a terminal on which this was printed, line by line. */
  private static List<String> screen(String printed) {
    List<StringBuilder> lines = new ArrayList<>(List.of(new StringBuilder()));
    int row = 0;
    int at = 0;
    while (at < printed.length()) {
      char c = printed.charAt(at);
      at++;
      if (c == '\n') {
        row++;
        if (row == lines.size()) {
          lines.add(new StringBuilder());
        }
        lines.get(row).setLength(0);
      } else if (c == '\r') {
        lines.get(row).setLength(0);
      } else if (c == '\u001b') {
        int end = at + 1;
        while (!Character.isLetter(printed.charAt(end))) {
          end++;
        }
        String sequence = printed.substring(at + 1, end);
        char command = printed.charAt(end);
        at = end + 1;
        if (command == 'A') {
          row -= Integer.parseInt(sequence);
          lines.get(row).setLength(0);
        } else if (command == 'J') {
          lines.subList(row + 1, lines.size()).clear();
        }
      } else {
        lines.get(row).append(c);
      }
    }
    return lines.stream().map(StringBuilder::toString).toList();
  }

  private Display display(Display.Detail detail, List<Upload> uploads) {
    return new Display(
        new PrintWriter(text), detail, uploads, result -> result.upload().file() + " is over");
  }

  @Test
  void aTerminalShowsWhatIsOverAndBelowItWhatIsUnderWay() {
    List<Upload> uploads = List.of(upload("a"), upload("bb"), upload("c"));
    Display display = display(Display.Detail.ALL, uploads);
    display.show(Optional.of(new TerminalSize(24, 100)));
    // The order is that of the command line, whichever begins first.
    display.began(uploads.get(1), sending(500));
    display.began(uploads.get(0), sending(250));
    assertThat(screen(text.toString()))
        .satisfiesExactly(
            a -> assertThat(a).startsWith("a    25 %  [==").endsWith("not asked: POLICY"),
            b -> assertThat(b).startsWith("bb   50 %  [==").endsWith("not asked: POLICY"),
            all -> assertThat(all).startsWith("0 of 3   25 %  [==").contains("750 B of 2.9 KiB"));
    display.ended(ended(uploads.get(1), Ending.UPLOADED));
    assertThat(screen(text.toString()))
        .satisfiesExactly(
            over -> assertThat(over).isEqualTo("bb is over"),
            a -> assertThat(a).startsWith("a   25 %  [=="),
            all -> assertThat(all).startsWith("1 of 3   41 %  [=="));
    display.ended(ended(uploads.get(0), Ending.FAILED));
    display.close();
    assertThat(screen(text.toString())).containsExactly("bb is over", "a is over", "");
  }

  @Test
  void whatIsRefusedBeforeItIsSentIsNoPartOfTheSum() {
    List<Upload> uploads = List.of(upload("a"), upload("b"), upload("c"), upload("d"));
    Display display = display(Display.Detail.ALL, uploads);
    display.show(Optional.of(new TerminalSize(24, 100)));
    display.began(uploads.get(0), sending(0));
    display.began(uploads.get(1), sending(500));
    display.ended(UploadResult.notTried(uploads.get(2)));
    display.ended(refused(uploads.get(0), 0));
    assertThat(screen(text.toString()))
        .last()
        .asString()
        .startsWith("2 of 4   25 %  [==")
        .contains("500 B of 1.9 KiB");
    display.ended(refused(uploads.get(1), 500));
    display.ended(UploadResult.notTried(uploads.get(3)));
    display.close();
  }

  private static UploadResult refused(Upload upload, long sent) {
    return new UploadResult(
        upload,
        Ending.REFUSED,
        OptionalInt.of(413),
        "",
        Optional.empty(),
        Optional.empty(),
        List.of(),
        sent,
        1000 - sent,
        Duration.ofSeconds(1));
  }

  @Test
  void manyUploadsAreASum() {
    List<Upload> uploads =
        IntStream.range(0, 9).mapToObj(number -> upload("file" + number)).toList();
    Display display = display(Display.Detail.ALL, uploads);
    display.show(Optional.of(new TerminalSize(24, 100)));
    uploads.forEach(upload -> display.began(upload, sending(500)));
    assertThat(screen(text.toString())).singleElement().asString().startsWith("0 of 9   50 %  [==");
  }

  @Test
  void elsewhereThereAreOnlyLinesThatStay() {
    List<Upload> uploads = List.of(upload("a"));
    Display display = display(Display.Detail.ALL, uploads);
    display.show(Optional.empty());
    display.began(uploads.get(0), sending(250));
    assertThat(text.toString()).isEmpty();
    display.tick();
    assertThat(text.toString()).startsWith("a   25 %  [====").hasLineCount(1);
    display.ended(ended(uploads.get(0), Ending.UPLOADED));
    display.close();
    display.tick();
    assertThat(text.toString())
        .doesNotContain("\u001b")
        .endsWith("a is over" + System.lineSeparator())
        .hasLineCount(2);
  }

  @Test
  void aPauseIsALineThatStays() {
    List<Upload> uploads = List.of(upload("a"));
    Display display = display(Display.Detail.ALL, uploads);
    display.show(Optional.of(new TerminalSize(24, 100)));
    display.began(uploads.get(0), sending(250));
    display.pauses(uploads.get(0), "503, retry 1 of 2 in 1.0 s");
    assertThat(screen(text.toString()))
        .satisfiesExactly(
            pause -> assertThat(pause).isEqualTo("a: 503, retry 1 of 2 in 1.0 s"),
            a -> assertThat(a).startsWith("a   25 %  [=="));
  }

  @Test
  void whatWentWellIsNotSaidWhereSomethingElseDoes() {
    List<Upload> uploads = List.of(upload("a"), upload("b"), upload("c"));
    for (Display.Detail detail : List.of(Display.Detail.UNDER_WAY, Display.Detail.FAILURES)) {
      text.getBuffer().setLength(0);
      Display display = display(detail, uploads);
      display.ended(ended(uploads.get(0), Ending.UPLOADED));
      display.ended(ended(uploads.get(1), Ending.REFUSED));
      display.ended(UploadResult.notTried(uploads.get(2)));
      assertThat(text).hasToString("b is over" + System.lineSeparator());
    }
  }
}
