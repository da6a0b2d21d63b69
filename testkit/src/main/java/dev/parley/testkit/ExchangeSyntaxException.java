// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

/** A fixture that cannot be read; the message names the file, the line, its text and the remedy. */
public final class ExchangeSyntaxException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final String file;
  private final int line;

  ExchangeSyntaxException(String file, int line, String text, String expected) {
    super("%s:%d: %s (expected: %s)".formatted(file, line, text, expected));
    this.file = file;
    this.line = line;
  }

  /** The name of the file. */
  public String file() {
    return file;
  }

  /** The line, counted from one. */
  public int line() {
    return line;
  }
}
