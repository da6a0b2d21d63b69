// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

class CommandReferenceTest {
  @TempDir private Path folder = Path.of("");

  private static final String OPENING =
      """
      # Commands

      What `--help` prints, and what the exit codes mean. Errors are one line on standard error, in the form
      `name: value (expected: ...)`; what a command was asked for goes to standard output.
      """;

  @Test
  void everyCommandIsOnThePageAsItsHelpPrintsIt() throws IOException {
    StringBuilder page = new StringBuilder(OPENING);
    describe(Main.commandLine(CommandRun.surroundings(folder).here()), page);
    page.append("\n## Exit codes\n\n| Code | Meaning |\n|---|---|\n");
    page.append(
        exitCodes().entrySet().stream()
            .map(code -> "| %s | %s |\n".formatted(code.getKey(), code.getValue()))
            .collect(Collectors.joining()));
    GoldenPage.check("cli.md", page.toString());
  }

  @Test
  void everyCommandAndOptionSaysWhatItIsFor() {
    assertDescribed(Main.commandLine());
  }

  private static void describe(CommandLine command, StringBuilder page) {
    page.append("\n## ").append(command.getCommandSpec().qualifiedName()).append("\n\n```text\n");
    page.append(command.getUsageMessage(Ansi.OFF).stripTrailing()).append("\n```\n");
    command.getSubcommands().values().forEach(sub -> describe(sub, page));
  }

  private static void assertDescribed(CommandLine command) {
    assertThat(command.getCommandSpec().usageMessage().description()).isNotEmpty();
    assertThat(command.getCommandSpec().options())
        .allSatisfy(
            option -> assertThat(option.description()).as(option.longestName()).isNotEmpty());
    command.getSubcommands().values().forEach(CommandReferenceTest::assertDescribed);
  }

  private static Map<String, String> exitCodes() {
    return Main.commandLine().getCommandSpec().usageMessage().exitCodeList();
  }
}
