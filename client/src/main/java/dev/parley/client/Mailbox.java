// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on the thread that waits for a result, which has nothing else to do; on other threads
 * once it waits no more. One after another in either case.
 *
 * <p>Nobody wakes the thread while holding a lock: it may run at once, and would only wait again.
 */
final class Mailbox implements Executor {
  private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
  private final Thread owner = Thread.currentThread();
  private final Executor threads;
  private final Wakes wakes;
  private @Nullable Serial afterwards;
  private volatile boolean closed;

  /** A mailbox of the current thread. */
  Mailbox(Executor afterwards, Wakes wakes) {
    this.threads = afterwards;
    this.wakes = wakes;
  }

  @Override
  public void execute(Runnable task) {
    tasks.add(task);
    if (closed) {
      if (!passOn().isEmpty()) {
        throw new RejectedExecutionException("the executor takes no more tasks");
      }
    } else {
      wake();
    }
  }

  private void wake() {
    if (Thread.currentThread() != owner) {
      wakes.wake(owner);
    }
  }

  /** Runs what comes until {@code result} is there, or has failed. */
  void runUntil(CompletableFuture<?> result) throws InterruptedException {
    result.whenComplete((value, failure) -> wake());
    try {
      while (!result.isDone()) {
        Runnable next = tasks.poll();
        if (next != null) {
          next.run();
        } else if (Thread.interrupted()) {
          throw new InterruptedException();
        } else {
          LockSupport.park(this);
          wakes.wakeNext();
        }
      }
    } finally {
      closed = true;
      // Whoever added one without seeing that has added it by now.
      // This thread may wait as well, and what was refused must not hide what it waited for.
      passOn().forEach(Runnable::run);
    }
  }

  /** Tasks that were refused; each is taken from the box once. */
  private synchronized List<Runnable> passOn() {
    List<Runnable> refused = new ArrayList<>(0);
    for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
      if (afterwards == null) {
        afterwards = new Serial(threads);
      }
      try {
        afterwards.execute(next);
      } catch (RejectedExecutionException full) {
        refused.add(next);
      }
    }
    return refused;
  }
}
