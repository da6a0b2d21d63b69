// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.System.Logger.Level;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One message.
 *
 * @param kind what messages alike have in common: the text before its arguments were filled in
 */
record LogEntry(
    Instant time,
    Level level,
    String logger,
    String kind,
    String text,
    @Nullable Throwable thrown) {
  private static final int LONGEST = 8 * 1024;
  private static final int DEEPEST = 64 * 1024;
  private static final Pattern COMMANDS = Pattern.compile("[\\p{Cntrl}&&[^\\n\\t]]+");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  static LogEntry of(
      Level level, String logger, String kind, String text, @Nullable Throwable thrown) {
    return new LogEntry(Instant.now(), level, logger, kind, cut(text, LONGEST), thrown);
  }

  /** What is written of it, with its line ends. */
  String lines(boolean withTrace) {
    StringBuilder lines = new StringBuilder(128);
    TIME.formatTo(time, lines);
    lines.append(' ').append(word()).append(' ').append(logger).append(" - ");
    lines.append(Printable.of(text));
    if (thrown == null) {
      return lines.append('\n').toString();
    }
    return withTrace
        ? lines.append('\n').append(trace(thrown)).toString()
        : lines
            .append(": ")
            .append(Printable.of(cut(thrown.toString(), LONGEST)))
            .append('\n')
            .toString();
  }

  private String word() {
    return level == Level.WARNING ? "WARN" : level.name();
  }

  private static String trace(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    String shown = COMMANDS.matcher(trace.toString()).replaceAll("?").stripTrailing();
    return cut(shown, DEEPEST) + '\n';
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most) + " ...";
  }
}
