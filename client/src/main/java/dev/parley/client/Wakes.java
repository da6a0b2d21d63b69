// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;

/**
 * Wakes the threads that wait for something.
 *
 * <p>Where threads are more than processors, whoever is woken takes the processor of the event loop
 * that wakes it, and gives it back soon after: two switches for each response. So the event loop
 * first handles all that it has read, and each thread that is woken wakes the next one.
 */
final class Wakes {
  private final Queue<Thread> asleep = new ConcurrentLinkedQueue<>();
  private final Executor afterwards;

  /**
   * Wakes of one client.
   *
   * @param afterwards runs a task when what the current thread is at is done
   */
  Wakes(Executor afterwards) {
    this.afterwards = afterwards;
  }

  /** Has a thread woken soon. */
  void wake(Thread thread) {
    asleep.add(thread);
    afterwards.execute(
        () -> {
          // Not the next one: that may be for another event loop to wake, which is busy.
          if (asleep.remove(thread)) {
            LockSupport.unpark(thread);
          }
        });
  }

  /** Wakes one of those that shall be woken; for those who were. */
  void wakeNext() {
    LockSupport.unpark(asleep.poll());
  }
}
