// SPDX-License-Identifier: Apache-2.0
package dev.parley.testkit;

import java.time.Duration;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A clock like {@link System#nanoTime} that moves only by hand, with callbacks that run when it
 * passes them.
 *
 * <p>Callbacks run in the thread that advances, ordered by their time, those of one time in the
 * order they were scheduled; a callback sees its own time and may schedule more, which runs in the
 * same advance when it is due. Safe for use by several threads.
 */
public final class ManualTicker implements LongSupplier {
  /** One scheduled callback. */
  public interface Scheduled {
    /** Takes it back; false when it ran already or was taken back before. */
    boolean cancel();
  }

  private static final Comparator<Entry> ORDER =
      Comparator.comparingLong((Entry entry) -> entry.due).thenComparingLong(entry -> entry.order);

  private final PriorityQueue<Entry> queue = new PriorityQueue<>(ORDER);
  private final long origin;
  private long elapsed;
  private long scheduled;

  /** A ticker that wraps around after an hour, so that a careless comparison shows. */
  public ManualTicker() {
    this(Long.MAX_VALUE - Duration.ofHours(1).toNanos());
  }

  /** A ticker that starts at this reading. */
  public ManualTicker(long origin) {
    this.origin = origin;
  }

  /** The reading now; only differences mean something. */
  public synchronized long nanoTime() {
    return origin + elapsed;
  }

  /** The same as {@link #nanoTime}. */
  @Override
  public long getAsLong() {
    return nanoTime();
  }

  /** How far it has been advanced altogether. */
  public synchronized Duration elapsed() {
    return Duration.ofNanos(elapsed);
  }

  /** How many callbacks wait. */
  public synchronized int pending() {
    return queue.size();
  }

  /**
   * Runs the callback once the ticker has advanced this far from now; never before {@link #advance}
   * is called, even when the delay is zero.
   *
   * @throws IllegalArgumentException when the delay is negative
   */
  public synchronized Scheduled schedule(Duration delay, Runnable callback) {
    if (delay.isNegative()) {
      throw new IllegalArgumentException("delay: %s (expected: >= PT0S)".formatted(delay));
    }
    Entry entry = new Entry(Math.addExact(elapsed, delay.toNanos()), scheduled++, callback);
    queue.add(entry);
    notifyAll();
    return () -> cancel(entry);
  }

  /**
   * Moves the time and runs what becomes due. An exception of a callback ends the advance at that
   * callback's time and is passed on.
   *
   * @throws IllegalArgumentException when the step is negative
   */
  public void advance(Duration step) {
    if (step.isNegative()) {
      throw new IllegalArgumentException("step: %s (expected: >= PT0S)".formatted(step));
    }
    long target;
    synchronized (this) {
      target = Math.addExact(elapsed, step.toNanos());
    }
    for (Runnable due = nextUntil(target); due != null; due = nextUntil(target)) {
      due.run();
    }
  }

  /**
   * Waits until somebody, in another thread, has a callback pending, so that a test can advance
   * after a timer was armed and not before.
   *
   * @throws ScriptError when nothing is pending after this (real) time
   */
  public synchronized void awaitPending(Duration deadline) throws InterruptedException {
    long end = System.nanoTime() + deadline.toNanos();
    while (queue.isEmpty()) {
      long left = (end - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        throw new ScriptError(
            ScriptError.Reason.DEADLINE,
            "expected a callback to be scheduled; none within " + deadline,
            null);
      }
      wait(left);
    }
  }

  private synchronized @Nullable Runnable nextUntil(long target) {
    Entry first = queue.peek();
    if (first == null || first.due > target) {
      elapsed = Math.max(elapsed, target);
      return null;
    }
    queue.remove(first);
    elapsed = Math.max(elapsed, first.due);
    return first.callback;
  }

  private synchronized boolean cancel(Entry entry) {
    return queue.remove(entry);
  }

  /** Identity, not value: two callbacks may share a time. */
  private static final class Entry {
    final long due;
    final long order;
    final Runnable callback;

    Entry(long due, long order, Runnable callback) {
      this.due = due;
      this.order = order;
      this.callback = callback;
    }
  }
}
