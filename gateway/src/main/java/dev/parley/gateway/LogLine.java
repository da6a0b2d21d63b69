// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * Lines of the access log, written one after another into one text.
 *
 * <p>Whatever clients send is escaped: a value never ends its line, its quotes or its column.
 */
abstract class LogLine {
  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final int NANOS_PER_MICRO = 1000;

  final StringBuilder text = new StringBuilder();
  private long second = Long.MIN_VALUE;
  private String secondText = "";

  /** What writes lines of this format. */
  static LogLine of(AccessLogPolicy.Format format) {
    return switch (format) {
      case TEXT -> new InText();
      case JSON -> new InJson();
    };
  }

  /** Adds the line of one exchange. */
  abstract void exchange(Evidence evidence);

  /** Adds the line that says how many exchanges have none. */
  abstract void dropped(long count, long millis);

  abstract void word(LogField field, String value);

  abstract void sentence(LogField field, String value);

  abstract void words(LogField field, List<String> values);

  abstract void number(LogField field, long value);

  abstract void millis(LogField field, long nanos);

  /** Hands over what was written, and begins anew. */
  String take() {
    String taken = text.toString();
    text.setLength(0);
    return taken;
  }

  /** An instant in UTC with milliseconds. */
  final String time(long millis) {
    long now = Math.floorDiv(millis, 1000L);
    if (now != second) {
      second = now;
      secondText = SECOND.format(Instant.ofEpochSecond(now));
    }
    return secondText + "." + Long.toString(1000 + Math.floorMod(millis, 1000)).substring(1) + "Z";
  }

  final void decimalMillis(long nanos) {
    long micros = nanos / NANOS_PER_MICRO;
    text.append(micros / 1000).append('.');
    digits(micros % 1000);
  }

  private void digits(long belowThousand) {
    text.append((char) ('0' + belowThousand / 100))
        .append((char) ('0' + belowThousand / 10 % 10))
        .append((char) ('0' + belowThousand % 10));
  }

  /** Columns for the fields that every line has, then {@code name=value}. */
  private static final class InText extends LogLine {
    private static final String HEX = "0123456789abcdef";
    private static final int CLIENT_WIDTH = 15;
    private static final int TIME_WIDTH = 11;

    @Override
    void exchange(Evidence evidence) {
      for (LogField field : LogField.IN_TEXT) {
        field.write(evidence, this);
      }
      text.append('\n');
    }

    @Override
    void dropped(long count, long millis) {
      text.append(time(millis)).append(" dropped=").append(count).append('\n');
    }

    @Override
    void word(LogField field, String value) {
      name(field);
      int before = text.length();
      escaped(value, '!');
      if (field == LogField.CLIENT) {
        pad(CLIENT_WIDTH - (text.length() - before));
      }
    }

    @Override
    void sentence(LogField field, String value) {
      name(field);
      text.append('"');
      escaped(value, ' ');
      text.append('"');
    }

    @Override
    void words(LogField field, List<String> values) {
      name(field);
      escaped(String.join(",", values), '!');
    }

    @Override
    void number(LogField field, long value) {
      name(field);
      text.append(value);
    }

    @Override
    void millis(LogField field, long nanos) {
      name(field);
      int before = text.length();
      decimalMillis(nanos);
      if (field == LogField.TOTAL) {
        text.append("ms");
        int width = text.length() - before;
        text.insert(before, " ".repeat(Math.max(0, TIME_WIDTH - width)));
      }
    }

    private void name(LogField field) {
      if (field != LogField.TIME) {
        text.append(' ');
      }
      if (field.style() == LogField.Style.NAMED) {
        text.append(field.title()).append('=');
      }
    }

    private void pad(int width) {
      for (int i = 0; i < width; i++) {
        text.append(' ');
      }
    }

    /** Netty reads each byte as one character, so two digits are enough. */
    private void escaped(String value, char lowest) {
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == '"' || c == '\\') {
          text.append('\\').append(c);
        } else if (c >= lowest && c <= '~') {
          text.append(c);
        } else {
          text.append("\\x").append(HEX.charAt(c >> 4 & 15)).append(HEX.charAt(c & 15));
        }
      }
    }
  }

  /** One JSON object (RFC 8259), in ASCII; what is not known is left out. */
  private static final class InJson extends LogLine {
    private static final String HEX = "0123456789abcdef";

    @Override
    void exchange(Evidence evidence) {
      char before = '{';
      for (LogField field : LogField.ALL) {
        int at = text.length();
        text.append(before);
        int value = text.length();
        field.write(evidence, this);
        if (text.length() == value) {
          text.setLength(at);
        } else {
          before = ',';
        }
      }
      text.append("}\n");
    }

    @Override
    void dropped(long count, long millis) {
      text.append("{\"time\":\"").append(time(millis));
      text.append("\",\"dropped\":").append(count).append("}\n");
    }

    @Override
    void word(LogField field, String value) {
      name(field);
      string(value);
    }

    @Override
    void sentence(LogField field, String value) {
      word(field, value);
    }

    @Override
    void words(LogField field, List<String> values) {
      name(field);
      char before = '[';
      for (String value : values) {
        text.append(before);
        string(value);
        before = ',';
      }
      text.append(']');
    }

    @Override
    void number(LogField field, long value) {
      name(field);
      text.append(value);
    }

    @Override
    void millis(LogField field, long nanos) {
      name(field);
      decimalMillis(nanos);
    }

    private void name(LogField field) {
      text.append('"').append(field.title()).append("\":");
    }

    private void string(String value) {
      text.append('"');
      for (int i = 0; i < value.length(); i++) {
        char c = value.charAt(i);
        if (c == '"' || c == '\\') {
          text.append('\\').append(c);
        } else if (c >= ' ' && c <= '~') {
          text.append(c);
        } else {
          text.append("\\u");
          for (int shift = 12; shift >= 0; shift -= 4) {
            text.append(HEX.charAt(c >> shift & 15));
          }
        }
      }
      text.append('"');
    }
  }
}
