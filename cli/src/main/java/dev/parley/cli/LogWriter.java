// SPDX-License-Identifier: Apache-2.0
package dev.parley.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.System.Logger.Level;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * Writes log messages, on a thread of its own that begins with the first one.
 *
 * <p>Whoever logs never waits. Where lines cannot be written fast enough or at all, messages are
 * dropped and counted, and the next line says how many.
 */
final class LogWriter {
  static final int QUEUE = 1024;

  private static final String NAME = "dev.parley.log";
  private static final Duration LOOK = Duration.ofSeconds(5);

  private final ArrayBlockingQueue<Work> queue = new ArrayBlockingQueue<>(QUEUE);
  private final AtomicLong dropped = new AtomicLong();
  private final LogRepeats repeats = new LogRepeats();
  private final OutputStream out;
  private final LongSupplier ticker;
  private volatile boolean begun;

  /** What the thread does next. */
  private sealed interface Work {
    record Write(LogEntry entry, boolean withTrace) implements Work {}

    record Flush(CountDownLatch done) implements Work {}
  }

  LogWriter(OutputStream out, LongSupplier ticker) {
    this.out = out;
    this.ticker = ticker;
  }

  /** Has a message written; never waits. */
  void log(LogEntry entry) {
    begin();
    if (entry.level().getSeverity() < Level.WARNING.getSeverity()) {
      offer(new Work.Write(entry, true));
      return;
    }
    long now = ticker.getAsLong();
    repeats.due(now).forEach(this::offer);
    LogRepeats.Fate fate = repeats.next(entry, now);
    if (fate != LogRepeats.Fate.COUNTED) {
      offer(new Work.Write(entry, fate == LogRepeats.Fate.WHOLE));
    }
  }

  private void offer(LogEntry sum) {
    offer(new Work.Write(sum, false));
  }

  private void offer(Work work) {
    if (!queue.offer(work)) {
      dropped.incrementAndGet();
    }
  }

  private void begin() {
    if (!begun) {
      start();
    }
  }

  private synchronized void start() {
    if (!begun) {
      begun = true;
      Thread thread = new Thread(this::run, "parley-log");
      thread.setDaemon(true);
      thread.start();
    }
  }

  /** Waits until everything logged so far is written, or {@code most} is over. */
  void flush(Duration most) {
    if (!begun) {
      return;
    }
    repeats.rest().forEach(this::offer);
    CountDownLatch done = new CountDownLatch(1);
    long end = System.nanoTime() + most.toNanos();
    try {
      boolean unused =
          queue.offer(new Work.Flush(done), most.toNanos(), TimeUnit.NANOSECONDS)
              && done.await(end - System.nanoTime(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (true) {
        Work work =
            repeats.pending() ? queue.poll(LOOK.toNanos(), TimeUnit.NANOSECONDS) : queue.take();
        long missing = dropped.getAndSet(0);
        if (missing > 0) {
          write(sum(missing), false);
        }
        if (work instanceof Work.Write message) {
          write(message.entry(), message.withTrace());
        } else if (work instanceof Work.Flush flush) {
          flush.done().countDown();
        } else {
          repeats.due(ticker.getAsLong()).forEach(sum -> write(sum, false));
        }
      }
    } catch (InterruptedException stop) {
      Thread.currentThread().interrupt();
    }
  }

  private static LogEntry sum(long missing) {
    String text = missing + (missing == 1 ? " message" : " messages") + " dropped";
    return LogEntry.of(Level.WARNING, NAME, text, text, null);
  }

  private void write(LogEntry entry, boolean withTrace) {
    try {
      out.write(entry.lines(withTrace).getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException closed) {
      // Nobody reads it any more, and there is no other place to say so.
    } catch (RuntimeException | Error unwritable) {
      // Such as a class that cannot be loaded where descriptors ran out. The next may be written.
      dropped.incrementAndGet();
    }
  }
}
