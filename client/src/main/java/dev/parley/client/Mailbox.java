// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

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
      passOn();
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
      passOnOrRun();
    }
  }

  private void passOnOrRun() {
    try {
      passOn();
    } catch (RejectedExecutionException refused) {
      // This thread may wait as well, and what was refused must not hide what it waited for.
      for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
        next.run();
      }
    }
  }

  private synchronized void passOn() {
    for (Runnable next = tasks.peek(); next != null; next = tasks.peek()) {
      if (afterwards == null) {
        afterwards = new Serial(threads);
      }
      afterwards.execute(next);
      tasks.remove();
    }
  }
}
