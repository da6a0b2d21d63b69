// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One blocking call of a script: what it expects, until when, and what arrived for it so far. */
final class Call {
  private static final int PREVIEW = 512;

  private final String expected;
  private final Duration deadline;
  private final long end;
  private final StringBuilder preview = new StringBuilder();
  private long consumed;

  Call(String expected, Duration deadline) {
    this.expected = expected;
    this.deadline = deadline;
    this.end = System.nanoTime() + deadline.toNanos();
  }

  long nanosLeft() {
    return end - System.nanoTime();
  }

  void consumed(byte[] bytes, int from, int count) {
    int room = Math.min(count, PREVIEW - preview.length());
    if (room > 0) {
      preview.append(new String(bytes, from, room, StandardCharsets.ISO_8859_1));
    }
    consumed += count;
  }

  ScriptError error(
      ScriptError.Reason reason, String event, String unread, @Nullable Throwable cause) {
    String arrived = preview + (consumed > preview.length() ? "..." : "") + unread;
    return new ScriptError(
        reason,
        "expected %s; %s; arrived so far (%d bytes): %s"
            .formatted(expected, event, consumed + unread.length(), Escapes.quote(arrived)),
        cause);
  }

  String overdue() {
    return "nothing more within " + deadline;
  }
}
