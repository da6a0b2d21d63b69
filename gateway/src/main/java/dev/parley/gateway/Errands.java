// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange has to do at the disk: one errand after another, on whichever thread is free.
 */
final class Errands implements Runnable {
  /** So many in a row, then it is the turn of another exchange. */
  private static final int TURN = 8;

  private final ArrayDeque<Runnable> waiting = new ArrayDeque<>(4);
  private final Executor threads;
  private boolean underWay;

  Errands(Executor threads) {
    this.threads = threads;
  }

  /** Returns whether it will run: no longer when the disk is closed. */
  boolean add(Runnable errand) {
    synchronized (this) {
      waiting.add(errand);
      if (underWay) {
        return true;
      }
      underWay = true;
    }
    try {
      threads.execute(this);
      return true;
    } catch (RejectedExecutionException closed) {
      return false;
    }
  }

  @Override
  public void run() {
    do {
      for (int i = 0; i < TURN; i++) {
        Runnable next = next();
        if (next == null) {
          return;
        }
        next.run();
      }
    } while (!handedOn());
  }

  /** Lets others have their turn. */
  private boolean handedOn() {
    try {
      threads.execute(this);
      return true;
    } catch (RejectedExecutionException closing) {
      return false;
    }
  }

  private synchronized @Nullable Runnable next() {
    Runnable next = waiting.poll();
    if (next == null) {
      underWay = false;
    }
    return next;
  }
}
