// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import dev.parley.core.ByteSize;
import java.time.Duration;

/**
 * How quickly a client sends the content that it is asked for.
 *
 * <p>Only the time that passed while we waited for it counts: a client that back-pressure holds is
 * not slow. Apache's mod_reqtimeout extends a first allowance by the bytes that came alike.
 */
final class Pace {
  private final long grace;
  private final long nanosPerByte;
  private long bytes;
  private long waited;
  private long askedAt;
  private boolean asked;

  /** A pace without lower bound where {@code perSecond} is zero. */
  Pace(Duration grace, ByteSize perSecond) {
    this.grace = grace.toNanos();
    this.nanosPerByte = perSecond.bytes() == 0 ? 0 : 1_000_000_000L / perSecond.bytes();
  }

  void restart() {
    bytes = 0;
    waited = 0;
    asked = false;
  }

  void asked(long now) {
    if (!asked) {
      asked = true;
      askedAt = now;
    }
  }

  void arrived(int count, long now) {
    bytes += count;
    if (asked) {
      waited += now - askedAt;
      asked = false;
    }
  }

  boolean tooSlow() {
    return nanosPerByte > 0 && waited - grace > bytes * nanosPerByte;
  }
}
