// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import dev.parley.cli.UploadResult.Ending;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Shows people how uploads get on: a line for each that is over, and on a terminal below them what
 * is under way; elsewhere a word about that now and then.
 */
final class Display implements Uploader.Watcher, AutoCloseable {
  private static final Duration FRAME = Duration.ofMillis(100);
  private static final Duration WORD = Duration.ofSeconds(30);

  /** What a log has room for. */
  private static final TerminalSize WIDE = new TerminalSize(100, 200);

  /** More uploads than this are shown as a sum. */
  private static final int MOST_LINES = 8;

  /** What a display shows. */
  enum Detail {
    /** Everything. */
    ALL,
    /** All but the lines of what went well: something else tells of it. */
    UNDER_WAY,
    /** What failed. */
    FAILURES
  }

  private final PrintWriter out;
  private final Detail detail;
  private final Function<UploadResult, String> lines;
  private final List<Upload> uploads;
  private final long length;
  private final Region region = new Region();
  private final Map<Upload, Row> rows = new HashMap<>();
  private final Rate rate = new Rate();
  private Optional<TerminalSize> terminal = Optional.empty();
  private int over;
  private long sent;
  private long neverSent;
  private boolean closed;

  private record Row(String name, Progress progress, Rate rate) {}

  /**
   * Shows nothing yet.
   *
   * @param lines the line of an upload that is over
   */
  Display(
      PrintWriter out, Detail detail, List<Upload> uploads, Function<UploadResult, String> lines) {
    this.out = out;
    this.detail = detail;
    this.lines = lines;
    this.uploads = uploads;
    this.length =
        uploads.stream().allMatch(upload -> upload.length().isPresent())
            ? uploads.stream().mapToLong(upload -> upload.length().orElse(0)).sum()
            : -1;
  }

  /**
   * Shows what is under way from now on, unless only failures are of interest.
   *
   * @param terminal looks for one; called on another thread, since that may take a moment
   */
  void start(Supplier<Optional<TerminalSize>> terminal) {
    if (detail != Detail.FAILURES) {
      Thread clock = new Thread(() -> run(terminal.get()), "parley-put-display");
      clock.setDaemon(true);
      clock.start();
    }
  }

  private synchronized void run(Optional<TerminalSize> found) {
    show(found);
    long pause = (found.isPresent() ? FRAME : WORD).toMillis();
    try {
      while (!closed) {
        wait(pause);
        tick();
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  /** Shows it there. */
  synchronized void show(Optional<TerminalSize> where) {
    terminal = closed ? Optional.empty() : where;
    draw();
  }

  /** Time has gone by. */
  synchronized void tick() {
    if (terminal.isEmpty() && !closed) {
      frame(System.nanoTime(), WIDE).forEach(out::println);
      out.flush();
    }
    draw();
  }

  private void draw() {
    terminal.ifPresent(
        size -> {
          out.print(region.draw(frame(System.nanoTime(), size)));
          out.flush();
        });
  }

  /** What is to be seen of the uploads under way. */
  private List<String> frame(long now, TerminalSize size) {
    List<String> frame = new ArrayList<>();
    // The last column stays free: a cursor on it would stand on what was written last.
    int columns = size.columns() - 1;
    List<ProgressLine> lines = new ArrayList<>();
    for (Upload upload : uploads) {
      Row row = rows.get(upload);
      if (row != null) {
        Progress.View view = row.progress().view();
        lines.add(new ProgressLine(row.name(), view, row.rate().at(now, view.sent())));
      }
    }
    ProgressLine.Widths widths = ProgressLine.Widths.of(lines, columns);
    if (lines.size() <= Math.min(MOST_LINES, Math.max(1, size.rows() - 2))) {
      lines.forEach(line -> frame.add(line.text(widths)));
    }
    if (uploads.size() > 1 && !lines.isEmpty()) {
      long all = sent + lines.stream().mapToLong(line -> line.view().sent()).sum();
      // What will never be sent is no part of the sum, or that would never be whole.
      long whole = length < 0 ? length : length - neverSent;
      frame.add(ProgressLine.total(over, uploads.size(), all, whole, rate.at(now, all), widths));
    }
    return frame;
  }

  @Override
  public synchronized void began(Upload upload, Progress progress) {
    rows.put(upload, new Row(ResponseText.shown(name(upload)), progress, new Rate()));
    draw();
  }

  @Override
  public synchronized void pauses(Upload upload, String why) {
    // What helps in the end has not failed.
    if (detail != Detail.FAILURES) {
      above(ResponseText.shown(upload.file()) + ": " + why);
    }
  }

  private static String name(Upload upload) {
    return upload.file().substring(upload.file().lastIndexOf('/') + 1);
  }

  @Override
  public synchronized void ended(UploadResult result) {
    over++;
    long announced = result.upload().length().orElse(result.sent());
    long once = Math.min(result.sent(), announced);
    sent += once;
    neverSent += announced - once;
    Row row = rows.remove(result.upload());
    // Those that were not even tried may be many, and have nothing to tell.
    boolean shows = result.uploaded() ? detail == Detail.ALL : result.ending() != Ending.NOT_TRIED;
    if (shows) {
      above(lines.apply(result));
    }
    if (row != null) {
      draw();
    }
  }

  /** Prints a line that stays. */
  synchronized void above(String line) {
    out.print(region.clear());
    out.println(line);
    out.flush();
    draw();
  }

  /** Takes away what moves. */
  @Override
  public synchronized void close() {
    closed = true;
    notifyAll();
    rows.clear();
    out.print(region.clear());
    out.flush();
    terminal = Optional.empty();
  }
}
