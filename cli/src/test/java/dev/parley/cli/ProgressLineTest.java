// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.cli.Progress.Stage;
import dev.parley.cli.Progress.View;
import dev.parley.cli.ProgressLine.Widths;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class ProgressLineTest {
  private static final long MIB = 1 << 20;
  private static final String ASKED = "asked, 100 after 12 ms";

  @Test
  void aLineTellsHowFarHowQuicklyHowLongAndWhatWasDecided() {
    assertThat(line(view(Stage.SENDING, 2048 * MIB, 812 * MIB, ASKED), 104, 119))
        .isEqualTo(
            "film.mkv   39 %  [===========>                  ]   812 MiB of 2 GiB   104 MiB/s"
                + "   0:11 left  asked, 100 after 12 ms");
  }

  @Test
  void aNarrowTerminalLosesTheSizeThenTheRateThenTheBar() {
    View view = view(Stage.SENDING, 2048 * MIB, 812 * MIB, ASKED);
    assertThat(line(view, 104, 90))
        .isEqualTo(
            "film.mkv   39 %  [=========>             ]   104 MiB/s   0:11 left  asked, 100 after 12 ms");
    assertThat(line(view, 104, 70))
        .isEqualTo("film.mkv   39 %  [=====>         ]   0:11 left  asked, 100 after 12 ms");
    assertThat(line(view, 104, 60))
        .isEqualTo("film.mkv   39 %   0:11 left  asked, 100 after 12 ms");
    assertThat(line(view, 104, 30)).isEqualTo("film.mkv   39 %   0:11 left  a");
  }

  @Test
  void theBarIsFullWhenAllIsSentAndNotBefore() {
    assertThat(line(view(Stage.SENDING, 1000, 0, ""), 0, 119))
        .startsWith("film.mkv    0 %  [>                             ]");
    assertThat(line(view(Stage.SENDING, 1000, 999, ""), 0, 119))
        .startsWith("film.mkv   99 %  [=============================>]");
    assertThat(line(view(Stage.SENDING, 1000, 1000, ""), 0, 119))
        .startsWith("film.mkv  100 %  [==============================]");
  }

  @Test
  void withoutARateNobodyKnowsHowLong() {
    assertThat(line(view(Stage.SENDING, 1000, 10, ""), 0, 119)).endsWith("0 B/s      ? left");
  }

  @Test
  void contentOfUnknownLengthIsCounted() {
    View view =
        new View(Stage.SENDING, OptionalLong.empty(), 812 * MIB, Duration.ofSeconds(64), "asked");
    assertThat(new ProgressLine("-", view, 10 * MIB).text(new Widths(1, 5, 79)))
        .isEqualTo("-   812 MiB    10 MiB/s  1:04  asked");
  }

  @Test
  void everyOtherStageSaysWhatItWaitsFor() {
    assertThat(line(view(Stage.CONNECTING, 2048 * MIB, 0, ""), 0, 79))
        .isEqualTo("film.mkv  connecting ...");
    assertThat(line(view(Stage.ASKING, 2048 * MIB, 0, "asked"), 0, 79))
        .isEqualTo("film.mkv  2 GiB  asked, waiting for the answer 300 ms");
    assertThat(line(view(Stage.SENT, 2048 * MIB, 2048 * MIB, ASKED), 0, 79))
        .isEqualTo("film.mkv  100 %  2 GiB  waiting for the response  asked, 100 after 12 ms");
    assertThat(line(view(Stage.PAUSING, 2048 * MIB, 0, "503, again in 2.0 s (1 of 3)"), 0, 79))
        .isEqualTo("film.mkv  503, again in 2.0 s (1 of 3)");
  }

  @Test
  void theColumnsOfSeveralLinesAreBelowEachOther() {
    List<ProgressLine> lines =
        List.of(
            new ProgressLine("a", view(Stage.SENDING, 100 * MIB, MIB, ASKED), 5 * MIB),
            new ProgressLine("bb", view(Stage.SENDING, 200 * MIB, 150 * MIB, "no"), 50 * MIB));
    Widths widths = Widths.of(lines, 99);
    assertThat(lines)
        .extracting(line -> line.text(widths))
        .containsExactly(
            "a     1 %  [>                ]     1 MiB of 100 MiB     5 MiB/s   0:19 left"
                + "  asked, 100 after 12 ms",
            "bb   75 %  [============>    ]   150 MiB of 200 MiB    50 MiB/s   0:01 left  no");
    assertThat(ProgressLine.total(1, 3, 151 * MIB, 300 * MIB, 55 * MIB, widths))
        .isEqualTo(
            "1 of 3   50 %  [===============>              ]   151 MiB of 300 MiB    55 MiB/s"
                + "   0:02 left");
    assertThat(ProgressLine.total(1, 3, 151 * MIB, -1, 55 * MIB, widths))
        .isEqualTo("1 of 3   151 MiB    55 MiB/s");
  }

  @Test
  void aLongNameKeepsItsBeginningAndItsEnd() {
    assertThat(ProgressLine.padded("a-very-long-name.tar.gz", 12)).isEqualTo("a-ver...r.gz");
    assertThat(ProgressLine.padded("short", 8)).isEqualTo("short   ");
  }

  private static View view(Stage stage, long length, long sent, String note) {
    return new View(stage, OptionalLong.of(length), sent, Duration.ofMillis(300), note);
  }

  private static String line(View view, long mebibytes, int columns) {
    return new ProgressLine("film.mkv", view, mebibytes * MIB)
        .text(new Widths(8, view.note().length(), columns));
  }
}
