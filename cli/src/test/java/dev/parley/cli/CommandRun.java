// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** What a command returned, and what it printed. */
record CommandRun(int exitCode, String out, String err) {
  /** Surroundings with a cache of their own, and nobody at a terminal. */
  static Around surroundings(Path cache) {
    return new Around(
        new Surroundings(
            Map.of("XDG_CACHE_HOME", cache.resolve("cache").toString()),
            InputStream.nullInputStream(),
            words -> Optional.empty(),
            Optional::empty,
            stop -> {}));
  }

  /** Surroundings that a test changes. */
  record Around(Surroundings here) {
    Around in(InputStream in) {
      return new Around(
          new Surroundings(
              here.environment(), in, here.password(), here.terminal(), here.atInterrupt()));
    }

    Around password(String password) {
      return new Around(
          new Surroundings(
              here.environment(),
              here.in(),
              words -> Optional.of(password),
              here.terminal(),
              here.atInterrupt()));
    }

    Around terminal(int rows, int columns) {
      return new Around(
          new Surroundings(
              here.environment(),
              here.in(),
              here.password(),
              () -> Optional.of(new TerminalSize(rows, columns)),
              here.atInterrupt()));
    }

    Around atInterrupt(Consumer<Runnable> stop) {
      return new Around(
          new Surroundings(here.environment(), here.in(), here.password(), here.terminal(), stop));
    }
  }

  static CommandRun of(Path cache, String command, String... arguments) {
    return of(surroundings(cache), command, arguments);
  }

  static CommandRun of(Around around, String command, String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine(around.here())
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(
                Stream.concat(Stream.of(command), Stream.of(arguments)).toArray(String[]::new));
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
