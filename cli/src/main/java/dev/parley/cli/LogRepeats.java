// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Keeps warnings and errors that repeat from filling a disk: of each kind the first {@link #FREE}
 * of a minute are written, the rest are counted and summed up at its end.
 */
final class LogRepeats {
  static final int FREE = 10;
  static final Duration INTERVAL = Duration.ofMinutes(1);

  /** Kinds are texts of the program; one that makes them up as it goes must not fill the memory. */
  private static final int MOST_KINDS = 256;

  private final Map<Kind, Count> counts = new LinkedHashMap<>();

  /** What becomes of a message. */
  enum Fate {
    WHOLE,
    WITHOUT_TRACE,
    COUNTED
  }

  private record Kind(Level level, String logger, String text) {}

  private static final class Count {
    private final long began;
    private long written;
    private long withheld;
    private LogEntry last;

    Count(long began, LogEntry first) {
      this.began = began;
      this.last = first;
    }
  }

  /** Decides about a warning or an error; {@link #due} comes first. */
  synchronized Fate next(LogEntry entry, long now) {
    Kind kind = new Kind(entry.level(), entry.logger(), entry.kind());
    if (counts.size() >= MOST_KINDS && !counts.containsKey(kind)) {
      return Fate.WITHOUT_TRACE;
    }
    Count count = counts.computeIfAbsent(kind, any -> new Count(now, entry));
    if (count.written >= FREE) {
      count.withheld++;
      count.last = entry;
      return Fate.COUNTED;
    }
    count.written++;
    return count.written == 1 ? Fate.WHOLE : Fate.WITHOUT_TRACE;
  }

  /** Whether there will be a sum, of what is only counted from now on. */
  synchronized boolean pending() {
    return counts.values().stream().anyMatch(count -> count.written >= FREE);
  }

  /** The sums of the kinds whose minute is over. */
  synchronized List<LogEntry> due(long now) {
    return sums(count -> now - count.began >= INTERVAL.toNanos());
  }

  /** All sums, of minutes that are not over either. */
  synchronized List<LogEntry> rest() {
    return sums(count -> true);
  }

  private List<LogEntry> sums(Predicate<Count> over) {
    List<LogEntry> sums = new ArrayList<>();
    for (Iterator<Count> all = counts.values().iterator(); all.hasNext(); ) {
      Count count = all.next();
      if (!over.test(count)) {
        continue;
      }
      all.remove();
      if (count.withheld > 0) {
        LogEntry last = count.last;
        String text = count.withheld + " more like this within a minute: " + last.text();
        sums.add(LogEntry.of(last.level(), last.logger(), last.kind(), text, last.thrown()));
      }
    }
    return sums;
  }
}
