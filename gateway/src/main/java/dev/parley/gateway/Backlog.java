// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The content that waits for one disk, of all uploads together. Safe for all threads. */
final class Backlog {
  /** What an upload that is told of room sends at once, about. */
  private static final int PIECE = 256 * 1024;

  private final long limit;
  private final AtomicLong bytes = new AtomicLong();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();

  Backlog(long limit) {
    this.limit = limit;
  }

  boolean full() {
    return bytes.get() >= limit;
  }

  void add(int size) {
    bytes.addAndGet(size);
  }

  void remove(int size) {
    bytes.addAndGet(-size);
    tell();
  }

  /** Has {@code told} run once, on any thread, when there is room again; in the order they came. */
  void whenRoom(Runnable told) {
    waiting.add(told);
    // The last piece may have gone just before.
    tell();
  }

  private void tell() {
    for (long room = limit - bytes.get(); room > 0; room -= PIECE) {
      @Nullable Runnable next = waiting.poll();
      if (next == null) {
        return;
      }
      next.run();
    }
  }

  long bytes() {
    return bytes.get();
  }
}
