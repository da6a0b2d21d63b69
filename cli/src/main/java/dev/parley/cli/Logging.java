// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.lang.System.Logger.Level;
import java.time.Duration;

/** What this process logs, and where: standard error, through {@link LogWriter}. */
final class Logging {
  /** Everything that logs here. */
  static final LogWriter WRITER =
      new LogWriter(new FileOutputStream(FileDescriptor.err), System::nanoTime);

  private static final Duration LAST_WORDS = Duration.ofSeconds(2);

  private static volatile Level threshold = Level.WARNING;

  private Logging() {}

  static void configure(Level level) {
    threshold = level;
  }

  static boolean writes(String logger, Level level) {
    Level asked = threshold;
    return level != Level.OFF
        && level.getSeverity() >= asked.getSeverity()
        && (level.getSeverity() >= Level.WARNING.getSeverity() || !chatters(logger, asked));
  }

  /**
   * The JDK logs a stack trace of an orderly exit at debug; Netty's own start-up detail is of use
   * to nobody who asked for ours.
   */
  private static boolean chatters(String logger, Level asked) {
    return logger.equals("java.lang.Runtime")
        || (logger.startsWith("io.netty") && asked != Level.TRACE);
  }

  /** Waits until everything logged so far is written, within two seconds. */
  static void flush() {
    WRITER.flush(LAST_WORDS);
  }
}
