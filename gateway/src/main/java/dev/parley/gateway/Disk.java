// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import io.netty.util.concurrent.DefaultThreadFactory;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The threads that touch the disk of one store.
 *
 * <p>Any free thread takes the next errand of whichever exchange waits longest, so a file that
 * hangs holds one thread. Listings, which take processor time, have threads of their own, and few.
 */
final class Disk {
  private static final int THREADS = 16;
  private static final int LISTINGS_WAITING = 4096;

  private final ExecutorService exchanges = threads("parley-disk", THREADS);
  private final ExecutorService listings =
      threads(
          "parley-listing",
          Math.max(1, Math.min(4, Runtime.getRuntime().availableProcessors() / 2)));
  private final AtomicInteger listingsWaiting = new AtomicInteger();

  private static ExecutorService threads(String name, int most) {
    return new ThreadPoolExecutor(
        most,
        most,
        0,
        TimeUnit.SECONDS,
        new LinkedBlockingQueue<>(),
        new DefaultThreadFactory(name, true));
  }

  /** For one exchange. */
  Errands errands() {
    return new Errands(exchanges);
  }

  /** For one exchange that may be answered with a listing. */
  Errands listingErrands() {
    return new Errands(listings);
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

  /** Takes no more errands; what was taken is done. */
  void close() {
    listings.shutdown();
    exchanges.shutdown();
  }

  /** Waits for the threads to end, but no longer than this. */
  void awaitEnd(Duration most) throws InterruptedException {
    long end = System.nanoTime() + most.toNanos();
    if (exchanges.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS)) {
      boolean ended = listings.awaitTermination(end - System.nanoTime(), TimeUnit.NANOSECONDS);
      assert ended || System.nanoTime() - end >= 0;
    }
  }
}
