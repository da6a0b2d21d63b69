// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How far an upload is, as one line of a terminal.
 *
 * @param name of what is uploaded
 * @param rate bytes in a second
 */
record ProgressLine(String name, Progress.View view, double rate) {
  private static final int WIDEST_BAR = 30;
  private static final int NARROWEST_BAR = 10;
  private static final int LONGEST_NAME = 30;
  private static final int WIDEST_SIZE = "1023 MiB".length();
  private static final int WIDEST_RATE = "1023 MiB/s".length();
  private static final int USUAL_CLOCK = "59:59".length();
  private static final String GAP = "  ";

  /**
   * What lines below each other share, so that their columns are columns.
   *
   * @param name room for names
   * @param note room for what the handshake decided
   * @param columns of the terminal
   */
  record Widths(int name, int note, int columns) {
    static Widths of(List<ProgressLine> lines, int columns) {
      int longest = lines.stream().mapToInt(line -> line.name().length()).max().orElse(0);
      int note = lines.stream().mapToInt(line -> line.view().note().length()).max().orElse(0);
      return new Widths(Math.min(longest, Math.min(LONGEST_NAME, columns / 4)), note, columns);
    }
  }

  /** The line. */
  String text(Widths widths) {
    String head = padded(name, widths.name()) + GAP;
    return cut(
        head
            + switch (view.stage()) {
              case CONNECTING -> "connecting ...";
              case ASKING -> asking();
              case SENDING -> sending(widths, widths.columns() - head.length());
              case SENT -> sent();
              case PAUSING -> view.note();
            },
        widths.columns());
  }

  private String asking() {
    String size = view.length().isPresent() ? Amounts.size(view.length().getAsLong()) + GAP : "";
    return size + "asked, waiting for the answer " + Amounts.time(view.since());
  }

  private String sent() {
    return joined("100 %", Amounts.size(view.sent()), "waiting for the response", view.note());
  }

  private String sending(Widths widths, int room) {
    String pace = right(Amounts.rate(rate), WIDEST_RATE);
    if (view.length().isEmpty()) {
      return joined(
          right(Amounts.size(view.sent()), WIDEST_SIZE),
          pace,
          Amounts.clock(view.since()),
          view.note());
    }
    long length = view.length().getAsLong();
    String left = left(length - view.sent(), rate);
    String all = part(view.sent(), length);
    String note = view.note() + " ".repeat(Math.max(0, widths.note() - view.note().length()));
    return withBar(
            view.sent(),
            length,
            room,
            joined(all, pace, left, note),
            joined(pace, left, note),
            joined(left, note))
        .stripTrailing();
  }

  /**
   * The line of all uploads together.
   *
   * @param over how many are over
   * @param files how many there are
   * @param sent bytes of content, including that of uploads that are over
   * @param length bytes of all content; unknown where it is negative
   * @param rate bytes in a second
   */
  static String total(int over, int files, long sent, long length, double rate, Widths widths) {
    String count = over + " of " + files;
    String head = padded(count, Math.max(count.length(), widths.name())) + GAP;
    String pace = right(Amounts.rate(rate), WIDEST_RATE);
    if (length < 0) {
      return cut(head + joined(right(Amounts.size(sent), WIDEST_SIZE), pace), widths.columns());
    }
    String all = part(sent, length);
    String left = left(length - sent, rate);
    return cut(
        head
            + withBar(
                sent,
                length,
                widths.columns() - head.length(),
                joined(all, pace, left),
                joined(pace, left)),
        widths.columns());
  }

  /** A bar, and the first of these texts that leaves it room. */
  private static String withBar(long part, long whole, int room, String... texts) {
    String percent = String.format(Locale.ROOT, "%3d %%", Amounts.percent(part, whole));
    for (String text : texts) {
      int width = room - percent.length() - text.length() - 2 * GAP.length() - 2;
      if (width >= NARROWEST_BAR) {
        return joined(percent, bar(part, whole, Math.min(width, WIDEST_BAR)), text);
      }
    }
    return joined(percent, texts[texts.length - 1]);
  }

  private static String bar(long part, long whole, int width) {
    int full = whole <= 0 ? width : (int) Math.min(width, width * (double) part / whole);
    boolean tip = full < width;
    return "["
        + "=".repeat(tip ? full : width)
        + (tip ? ">" : "")
        + " ".repeat(tip ? width - full - 1 : 0)
        + "]";
  }

  private static String part(long part, long whole) {
    return right(Amounts.size(part), WIDEST_SIZE) + " of " + Amounts.size(whole);
  }

  private static String left(long bytes, double rate) {
    String time = rate < 1 ? "?" : Amounts.clock(Duration.ofSeconds((long) (bytes / rate)));
    return right(time, USUAL_CLOCK) + " left";
  }

  /** At the right of its column, so that what stands beside it does not move. */
  private static String right(String text, int width) {
    return " ".repeat(Math.max(0, width - text.length())) + text;
  }

  private static String joined(String... parts) {
    StringBuilder line = new StringBuilder();
    for (String part : parts) {
      if (!part.isEmpty()) {
        line.append(line.isEmpty() ? "" : GAP).append(part);
      }
    }
    return line.toString();
  }

  /** To this width; the beginning and the end of a long name tell most. */
  static String padded(String name, int width) {
    if (name.length() <= width) {
      return name + " ".repeat(width - name.length());
    }
    int end = (width - 3) / 2;
    return name.substring(0, width - 3 - end) + "..." + name.substring(name.length() - end);
  }

  private static String cut(String line, int columns) {
    return line.length() <= columns ? line : line.substring(0, columns);
  }
}
