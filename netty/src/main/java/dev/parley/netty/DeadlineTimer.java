// SPDX-License-Identifier: Apache-2.0
package dev.parley.netty;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.Future;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One deadline that is armed and disarmed often and rarely elapses.
 *
 * <p>Arming is a field write as long as a task is scheduled that runs no later: the task looks at
 * the field when it runs and schedules the rest of the time (Netty's IdleStateHandler does alike).
 */
final class DeadlineTimer {
  private static final long DISARMED = Long.MIN_VALUE;

  private final EventLoop loop;
  private final Runnable elapsed;
  private long dueAt = DISARMED;
  private long scheduledFor;
  private @Nullable Future<?> scheduled;

  DeadlineTimer(EventLoop loop, Runnable elapsed) {
    this.loop = loop;
    this.elapsed = elapsed;
  }

  /** Lets the deadline elapse after {@code time}, unless it is armed again or disarmed before. */
  void arm(Duration time) {
    dueAt = loop.ticker().nanoTime() + time.toNanos();
    if (scheduled == null) {
      schedule(time.toNanos());
    } else if (dueAt - scheduledFor < 0) {
      scheduled.cancel(false);
      schedule(time.toNanos());
    }
  }

  void disarm() {
    dueAt = DISARMED;
  }

  /** Disarms and forgets the scheduled task, so that nothing keeps the connection in memory. */
  void close() {
    disarm();
    if (scheduled != null) {
      scheduled.cancel(false);
      scheduled = null;
    }
  }

  private void schedule(long nanos) {
    scheduledFor = dueAt;
    scheduled = loop.schedule(this::run, nanos, TimeUnit.NANOSECONDS);
  }

  private void run() {
    scheduled = null;
    if (dueAt == DISARMED) {
      return;
    }
    long left = dueAt - loop.ticker().nanoTime();
    if (left > 0) {
      schedule(left);
    } else {
      dueAt = DISARMED;
      elapsed.run();
    }
  }
}
