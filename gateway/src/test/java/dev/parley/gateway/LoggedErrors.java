// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** What Parley and Netty log as errors of their own while this is open; no peer may cause any. */
final class LoggedErrors implements AutoCloseable {
  private final List<Logger> loggers =
      List.of(Logger.getLogger("dev.parley"), Logger.getLogger("io.netty"));
  private final List<String> errors = new CopyOnWriteArrayList<>();
  private final Handler handler =
      new Handler() {
        @Override
        public void publish(LogRecord record) {
          boolean swallowed = record.getLoggerName().startsWith("io.netty");
          if (record.getLevel().intValue()
              >= (swallowed ? Level.WARNING : Level.SEVERE).intValue()) {
            errors.add(record.getMessage() + ": " + trace(record.getThrown()));
          }
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
      };

  LoggedErrors() {
    for (Logger logger : loggers) {
      logger.addHandler(handler);
      // Thousands of warnings about what peers did would bury everything else.
      logger.setUseParentHandlers(false);
    }
  }

  private static String trace(@Nullable Throwable thrown) {
    if (thrown == null) {
      return "nothing was thrown";
    }
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    return trace.toString();
  }

  /** Adds them, if there were any, to what failed because of them. */
  void explain(Throwable failure) {
    if (!errors.isEmpty()) {
      failure.addSuppressed(new AssertionError("errors on our side: " + errors));
    }
  }

  /** Fails if there were any since the last call. */
  void assertNone() {
    List<String> logged = List.copyOf(errors);
    errors.clear();
    assertThat(logged).as("errors on our side").isEmpty();
  }

  @Override
  public void close() {
    for (Logger logger : loggers) {
      logger.removeHandler(handler);
      logger.setUseParentHandlers(true);
    }
  }
}
