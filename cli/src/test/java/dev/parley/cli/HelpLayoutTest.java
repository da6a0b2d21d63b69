// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HelpLayoutTest {
  private static final List<String> COPIED =
      List.of(
          "127.0.0.1:8417",
          "127.0.0.1:8418",
          "http://HOST:PORT",
          "  parley put --retry 5 --json big.iso https://files.example.org/ > result.json");

  @TempDir private Path folder = Path.of("");

  @ParameterizedTest
  @ValueSource(ints = {60, 66, 72, 80, 90, 100})
  void helpFollowsTheTerminalAndTearsNothingThatIsToBeCopied(int columns) {
    String all = help(CommandRun.surroundings(folder).terminal(24, columns));
    assertThat(all).contains(COPIED);
    assertThat(all.lines().filter(line -> line.length() > columns))
        .as("lines that are not for copying")
        .allMatch(line -> line.contains("parley put "));
  }

  @Test
  void columnsThatAreSetCountMore() {
    CommandRun.Around around = CommandRun.surroundings(folder).terminal(24, 100);
    Surroundings here = around.here();
    String all =
        help(
            new CommandRun.Around(
                new Surroundings(
                    Map.of("COLUMNS", "70"),
                    here.in(),
                    here.password(),
                    here.terminal(),
                    here.atInterrupt())));
    assertThat(longest(all)).isLessThanOrEqualTo(80);
  }

  @Test
  void elsewhereItIsAsWideAsThePage() {
    assertThat(longest(help(CommandRun.surroundings(folder)))).isBetween(90, 100);
  }

  private static int longest(String text) {
    return text.lines().mapToInt(String::length).max().orElse(0);
  }

  private static String help(CommandRun.Around around) {
    StringBuilder all = new StringBuilder();
    for (String command : List.of("serve", "put", "origins")) {
      CommandRun run = CommandRun.of(around, command, "--help");
      assertThat(run.exitCode()).isZero();
      all.append(run.out());
    }
    return all.toString();
  }
}
