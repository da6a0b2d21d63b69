// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.util.Locale;

/** How log lines look and which are written; must be set before anything logs. */
final class Logging {
  private static final String SIMPLE = "org.slf4j.simpleLogger.";

  private Logging() {}

  static void configure(String level) {
    set("defaultLogLevel", level.toLowerCase(Locale.ROOT));
    set("showDateTime", "true");
    set("dateTimeFormat", "yyyy-MM-dd'T'HH:mm:ss.SSSXXX");
    set("showThreadName", "false");
    // The JDK logs a stack trace of an orderly exit at debug.
    set("log.java.lang.Runtime", "warn");
    // Netty's own start-up detail is of use to nobody who asked for ours.
    set("log.io.netty", level.equals("TRACE") ? "trace" : "warn");
  }

  private static void set(String name, String value) {
    System.setProperty(SIMPLE + name, value);
  }
}
