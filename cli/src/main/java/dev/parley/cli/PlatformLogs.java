// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.text.MessageFormat;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import org.jspecify.annotations.Nullable;

/** Leads what Parley and the JDK log to {@link Logging}; the JDK finds it as a service. */
public final class PlatformLogs extends System.LoggerFinder {
  @Override
  public System.Logger getLogger(String name, Module module) {
    return new Log(name);
  }

  private record Log(String name) implements System.Logger {
    @Override
    public String getName() {
      return name;
    }

    @Override
    public boolean isLoggable(Level level) {
      return Logging.writes(name, level);
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String message, @Nullable Throwable thrown) {
      if (isLoggable(level)) {
        write(level, String.valueOf(message), text(bundle, message), thrown);
      }
    }

    @Override
    public void log(
        Level level, @Nullable ResourceBundle bundle, String format, Object @Nullable ... filled) {
      if (isLoggable(level)) {
        String pattern = text(bundle, format);
        boolean plain = filled == null || filled.length == 0;
        write(level, String.valueOf(format), plain ? pattern : filled(pattern, filled), null);
      }
    }

    private static String filled(String pattern, Object @Nullable ... arguments) {
      try {
        return MessageFormat.format(pattern, arguments);
      } catch (IllegalArgumentException noPattern) {
        return pattern;
      }
    }

    private static String text(@Nullable ResourceBundle bundle, String key) {
      try {
        return bundle == null || key == null ? String.valueOf(key) : bundle.getString(key);
      } catch (MissingResourceException notThere) {
        return key;
      }
    }

    private void write(Level level, String kind, String text, @Nullable Throwable thrown) {
      Logging.WRITER.log(LogEntry.of(level, name, kind, text, thrown));
    }
  }
}
