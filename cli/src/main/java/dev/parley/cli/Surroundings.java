// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.io.Console;
import java.io.InputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What a command finds around it, beside its arguments and where it prints.
 *
 * @param environment variables
 * @param in standard input
 * @param password asks whoever sits there for one, with these words; empty where nobody does
 * @param terminal the size of the one that standard error is; empty where it is none
 * @param atInterrupt runs a task when the process is told to stop
 */
record Surroundings(
    Map<String, String> environment,
    InputStream in,
    Function<String, Optional<String>> password,
    Supplier<Optional<TerminalSize>> terminal,
    Consumer<Runnable> atInterrupt) {
  /** Those of this process. */
  static Surroundings ofProcess() {
    return new Surroundings(
        System.getenv(),
        System.in,
        Surroundings::ask,
        TerminalSize::ofStandardError,
        task -> Runtime.getRuntime().addShutdownHook(new Thread(task, "parley-stop")));
  }

  // From Java 22 on there may be a console without a terminal, which reads what there is to read.
  @SuppressWarnings("SystemConsoleNull")
  private static Optional<String> ask(String words) {
    Console console = System.console();
    if (console == null) {
      return Optional.empty();
    }
    // The console turns the echo on again when it is interrupted, but ends no line.
    Thread lineEnd = new Thread(System.err::println, "parley-prompt");
    Runtime.getRuntime().addShutdownHook(lineEnd);
    char[] password = console.readPassword("%s", words);
    boolean unused = Runtime.getRuntime().removeShutdownHook(lineEnd);
    return Optional.ofNullable(password).map(String::new);
  }
}
