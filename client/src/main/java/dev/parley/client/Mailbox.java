// SPDX-License-Identifier: Apache-2.0
package dev.parley.client;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;

/**
 * Runs tasks on the thread that waits for a result, which has nothing else to do; on other threads
 * once it waits no more. One after another in either case.
 */
final class Mailbox implements Executor {
  private final BlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();
  private final Executor afterwards;
  private boolean closed;

  Mailbox(Executor afterwards) {
    this.afterwards = new Serial(afterwards);
  }

  @Override
  public void execute(Runnable task) {
    synchronized (this) {
      if (!closed) {
        tasks.add(task);
        return;
      }
    }
    afterwards.execute(task);
  }

  /** Runs what comes until {@code result} is there, or has failed. */
  void runUntil(CompletableFuture<?> result) throws InterruptedException {
    // A task that does nothing wakes the thread.
    result.whenComplete((value, failure) -> tasks.add(() -> {}));
    try {
      while (!result.isDone()) {
        tasks.take().run();
      }
    } finally {
      close();
    }
  }

  private synchronized void close() {
    closed = true;
    tasks.forEach(afterwards::execute);
  }
}
