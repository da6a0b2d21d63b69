// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that touch the disk of one store, and how much may wait for them.
 *
 * <p>Any free thread takes the next errand of whichever exchange waits longest, so a file that
 * hangs holds one thread. Listings, which take processor time, have threads of their own, and few.
 * Once all threads hang, nobody new waits for them.
 */
final class Disk {
  private static final int THREADS = 16;
  private static final int LISTINGS_WAITING = 4096;

  /** Even sixteen large files that are forced to a slow disk let one of them end in this time. */
  private static final Duration HANGS = Duration.ofSeconds(10);

  private final Duration most;
  private final Duration hangs;
  private final Backlog backlog;
  private final DiskThreads exchanges;
  private final DiskThreads listings;
  private final AtomicInteger listingsWaiting = new AtomicInteger();
  private final AtomicBoolean watched = new AtomicBoolean();

  /**
   * The usual number of threads.
   *
   * @param most how long an errand may take, with its wait for a thread
   * @param backlog bytes of content that may wait
   */
  Disk(Duration most, long backlog) {
    this(most, HANGS, backlog, THREADS);
  }

  Disk(Duration most, Duration hangs, long backlog, int threads) {
    this.most = most;
    this.hangs = hangs;
    this.backlog = new Backlog(backlog);
    this.exchanges = new DiskThreads("parley-disk", threads);
    this.listings =
        new DiskThreads(
            "parley-listing",
            Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2)));
  }

  Backlog backlog() {
    return backlog;
  }

  /** For one exchange on {@code loop}. */
  Errands errands(EventLoop loop, Runnable overdue) {
    watch(loop);
    return new Errands(exchanges, overdue);
  }

  /** For one exchange that may be answered with a listing. */
  Errands listingErrands(EventLoop loop, Runnable overdue) {
    watch(loop);
    return new Errands(listings, overdue);
  }

  /** Whether all threads hang, so that nobody new shall wait for them. */
  boolean hangs() {
    return exchanges.hang(System.nanoTime(), hangs.toNanos());
  }

  /** Whether one more request may wait for a listing; {@link #listingBegins} follows. */
  boolean mayList() {
    if (listingsWaiting.incrementAndGet() <= LISTINGS_WAITING) {
      return true;
    }
    listingBegins();
    return false;
  }

  void listingBegins() {
    listingsWaiting.decrementAndGet();
  }

  /** Looks now and then, as long as there is something to do, whether it takes too long. */
  private void watch(EventLoop loop) {
    if (watched.get() || watched.getAndSet(true)) {
      return;
    }
    long period = Math.min(TimeUnit.SECONDS.toNanos(1), 1 + most.toNanos() / 4);
    try {
      loop.schedule(() -> look(loop), period, TimeUnit.NANOSECONDS);
    } catch (RejectedExecutionException closing) {
      watched.set(false);
    }
  }

  private void look(EventLoop loop) {
    watched.set(false);
    long now = System.nanoTime();
    boolean any = exchanges.look(now, most.toNanos());
    if (listings.look(now, most.toNanos()) || any) {
      watch(loop);
    }
  }

  /** Takes no more errands; what was taken is done. */
  void close() {
    listings.shutdown();
    exchanges.shutdown();
  }

  /** Waits for the threads to end, but not after {@code end} of {@link System#nanoTime}. */
  void awaitEnd(long end) throws InterruptedException {
    for (DiskThreads each : new DiskThreads[] {exchanges, listings}) {
      boolean ended = each.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      assert ended || System.nanoTime() - end >= 0;
    }
  }
}
