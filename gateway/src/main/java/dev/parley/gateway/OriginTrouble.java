// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.lang.System.Logger.Level;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Logs that an origin fails, that it still does, and that it answers again; not every failure.
 *
 * <p>Safe for all event loops.
 */
final class OriginTrouble {
  /** Between two lines while it fails. */
  static final Duration INTERVAL = Duration.ofMinutes(1);

  /** From any line to one that says that it fails again. */
  static final Duration PAUSE = Duration.ofSeconds(10);

  private static final System.Logger LOG = System.getLogger("dev.parley.origin");

  private final String name;
  private volatile boolean failing;
  private boolean said;
  private boolean everSaid;
  private long saidAt;
  private boolean held;
  private long failures;

  OriginTrouble(String name) {
    this.name = name;
  }

  /** A failure that is not worth a line yet. */
  synchronized void failed() {
    failing = true;
    failures++;
  }

  /**
   * A failure that is.
   *
   * @param reason why, empty where there is no more to say than that it failed
   */
  void failed(String reason, long now) {
    String line = line(reason, now);
    if (line != null) {
      LOG.log(Level.WARNING, "origin {0}: {1}", name, line);
    }
  }

  private synchronized @Nullable String line(String reason, long now) {
    failed();
    if (everSaid && now - saidAt < (said ? INTERVAL : PAUSE).toNanos()) {
      held = true;
      return null;
    }
    String line = text(reason);
    said = true;
    everSaid = true;
    held = false;
    saidAt = now;
    return line;
  }

  private String text(String reason) {
    if (said || held) {
      String all = (said ? "still failing, " : "") + failures + " failures";
      return reason.isEmpty() ? all : all + ", the last: " + reason;
    }
    return reason.isEmpty() ? failures + " failures in a row" : reason;
  }

  void succeeded() {
    if (failing) {
      long after = over();
      if (after > 0) {
        LOG.log(
            Level.WARNING,
            "origin {0}: answers again, after {1}",
            name,
            after == 1 ? "1 failure" : after + " failures");
      }
    }
  }

  /** How many failures are over that somebody was told of. */
  private synchronized long over() {
    long told = said ? failures : 0;
    failing = false;
    if (said || !held) {
      said = false;
      failures = 0;
    }
    return told;
  }
}
