// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;

class MainTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void versionNamesParleyAndTheJavaThatRunsIt() {
    assertThat(run("--version")).isZero();
    assertThat(out.toString().lines())
        .hasSize(2)
        .satisfiesExactly(
            parley -> assertThat(parley).startsWith("parley "),
            java -> assertThat(java).startsWith("java " + Runtime.version().feature()));
  }

  @Test
  void helpGoesToStandardOutputAndListsTheExitCodes() {
    assertThat(run("--help")).isZero();
    assertThat(out.toString()).contains("Usage: parley", "Exit codes:", "target unreachable");
    assertThat(err.toString()).isEmpty();
  }

  @Test
  void noCommandIsAUsageError() {
    assertThat(run()).isEqualTo(2);
    assertThat(err.toString()).startsWith("parley: a command is missing").hasLineCount(1);
  }

  @Test
  void anUnknownCommandIsToldWithTheKnownOnes() {
    assertThat(run("srve")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("parley: srve: unknown command (expected: serve?)")
        .hasLineCount(1);
  }

  @Test
  void aCommandLikeNoneIsToldWithAllOfThem() {
    assertThat(run("upload")).isEqualTo(2);
    assertThat(err.toString())
        .startsWith("parley: upload: unknown command (expected: serve, put, origins, help)");
  }

  @Test
  void helpIsACommandAsWell() {
    assertThat(run("help")).isZero();
    assertThat(out.toString()).contains("Usage: parley", "Exit codes:");
    assertThat(run("help", "serve")).isZero();
    assertThat(out.toString()).contains("Usage: parley serve");
  }

  @Test
  void everyCommandTellsTheVersion() {
    assertThat(run("serve", "--version")).isZero();
    assertThat(out.toString()).startsWith("parley ").hasLineCount(2);
  }

  @Test
  void anUnknownOptionIsAUsageError() {
    assertThat(run("--frobnicate")).isEqualTo(2);
    assertThat(out.toString()).isEmpty();
  }

  @Test
  void whatACommandThrowsIsAnInternalError() {
    CommandLine line = Main.commandLine().addSubcommand(new Failing());
    assertThat(execute(line, "failing")).isEqualTo(1);
    assertThat(err.toString()).contains("internal error", "on purpose");
  }

  private int run(String... arguments) {
    return execute(Main.commandLine(), arguments);
  }

  private int execute(CommandLine line, String... arguments) {
    return line.setOut(new PrintWriter(out)).setErr(new PrintWriter(err)).execute(arguments);
  }

  @Command(name = "failing")
  private static final class Failing implements Runnable {
    @Override
    public void run() {
      throw new IllegalStateException("on purpose");
    }
  }
}
