// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How well one origin is, as its failures and the connections to it show. Safe for all event loops.
 *
 * <p>An origin is unwell after {@link #FAILURES} failures in a row, and is then asked last until it
 * is well again: once in {@link #RECOVERY} one exchange tries it. A refusal is no failure. It is in
 * doubt while a connection is being made for much longer than usual, and is asked after those that
 * are not. (nginx counts failures within 10 s alike, and then lets everybody try.)
 */
final class OriginHealth {
  static final int FAILURES = 3;
  static final Duration RECOVERY = Duration.ofSeconds(10);

  /** A connection around the world takes this long, and it is not worth less to wait for. */
  static final Duration PATIENCE = Duration.ofMillis(250);

  private static final int USUAL_TIMES = 4;
  private static final int SMOOTHING = 8;

  private final OriginTrouble trouble;
  private final AtomicInteger failures = new AtomicInteger();
  private final AtomicLong unwellUntil = new AtomicLong();
  private final AtomicInteger connecting = new AtomicInteger();
  private volatile long connectingSince;
  private final AtomicLong usual = new AtomicLong();

  /** In the order in which origins are asked. */
  enum Condition {
    WELL,
    DOUBTED,
    UNWELL
  }

  OriginHealth(String name) {
    this.trouble = new OriginTrouble(name);
  }

  Condition condition(long now) {
    if (failures.get() >= FAILURES) {
      return Condition.UNWELL;
    }
    boolean slow = connecting.get() > 0 && now - connectingSince > patience();
    return slow ? Condition.DOUBTED : Condition.WELL;
  }

  private long patience() {
    return Math.max(PATIENCE.toNanos(), USUAL_TIMES * usual.get());
  }

  /** How long an exchange waits for a connection that another origin could spare it. */
  Duration waits() {
    return Duration.ofNanos(patience());
  }

  /** Whether an exchange shall try the unwell origin now: says yes to one alone for a time. */
  boolean claimsTrial(long now) {
    if (failures.get() < FAILURES) {
      return false;
    }
    long until = unwellUntil.get();
    return now - until >= 0 && unwellUntil.compareAndSet(until, now + RECOVERY.toNanos());
  }

  /** How many times in a row it failed. */
  int failures() {
    return failures.get();
  }

  void failed(long now) {
    if (fails(now) < FAILURES) {
      trouble.failed();
    } else {
      trouble.failed("", now);
    }
  }

  private int fails(long now) {
    unwellUntil.set(now + RECOVERY.toNanos());
    return failures.incrementAndGet();
  }

  void succeeded() {
    if (failures.get() != 0) {
      failures.set(0);
      trouble.succeeded();
    }
  }

  // Connections

  /** How many connections are being made for exchanges. */
  int connecting() {
    return connecting.get();
  }

  void connecting(long now) {
    if (connecting.getAndIncrement() == 0) {
      connectingSince = now;
    }
  }

  void connected(Duration took, long now) {
    connecting.decrementAndGet();
    connectingSince = now;
    usual.updateAndGet(known -> known + (took.toNanos() - known) / SMOOTHING);
  }

  void unreachable(Throwable cause, long now) {
    connecting.decrementAndGet();
    int unused = fails(now);
    trouble.failed(ConnectFailure.reason(cause), now);
  }
}
