// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The size of a terminal. */
record TerminalSize(int rows, int columns) {
  private static final TerminalSize USUAL = new TerminalSize(24, 80);
  private static final Pattern FORM = Pattern.compile("(\\d{1,5}) (\\d{1,5})");
  private static final int PATIENCE_SECONDS = 2;

  /** The virtual machine can only tell whether input and output are a terminal both. */
  private static final String LOOK = "[ -t 2 ] || exit 1; stty size <&2 2>/dev/null || echo 0 0";

  /** That of the terminal which standard error is; empty where it is none that moves a cursor. */
  static Optional<TerminalSize> ofStandardError() {
    if ("dumb".equals(System.getenv("TERM"))) {
      return Optional.empty();
    }
    try {
      Process shell =
          new ProcessBuilder("sh", "-c", LOOK)
              .redirectInput(Redirect.from(new java.io.File("/dev/null")))
              .redirectError(Redirect.INHERIT)
              .start();
      try (BufferedReader out = shell.inputReader()) {
        String line = out.readLine();
        boolean ended = shell.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return ended && shell.exitValue() == 0 && line != null
            ? Optional.of(parse(line))
            : Optional.empty();
      }
    } catch (IOException noShell) {
      return Optional.empty();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  /** What {@code stty size} prints; what a terminal does not know is what terminals used to be. */
  static TerminalSize parse(String text) {
    Matcher size = FORM.matcher(text.strip());
    if (!size.matches()) {
      return USUAL;
    }
    int rows = Integer.parseInt(size.group(1));
    int columns = Integer.parseInt(size.group(2));
    return new TerminalSize(
        rows == 0 ? USUAL.rows() : rows, columns == 0 ? USUAL.columns() : columns);
  }
}
