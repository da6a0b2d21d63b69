// SPDX-License-Identifier: Apache-2.0
package dev.parley.gateway;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * What one exchange has to do at the disk: one errand after another, on whichever thread is free.
 */
final class Errands implements Runnable {
  /** So many in a row, then it is the turn of another exchange. */
  private static final int TURN = 8;

  /** Something to do at the disk. */
  interface Errand {
    void run();

    /** It will never run; told on any thread. */
    void dropped();
  }

  private final ArrayDeque<Errand> waiting = new ArrayDeque<>(4);
  private final Executor threads;
  private final Runnable overdue;
  private boolean underWay;
  private volatile long progressAt;
  private volatile long patience;

  /**
   * None yet.
   *
   * @param overdue is told that an errand took too long, more than once maybe, on any thread
   */
  Errands(Executor threads, Runnable overdue) {
    this.threads = threads;
    this.overdue = overdue;
  }

  void add(Errand errand) {
    synchronized (this) {
      waiting.add(errand);
      if (underWay) {
        return;
      }
      underWay = true;
    }
    progressAt = System.nanoTime();
    try {
      threads.execute(this);
    } catch (RejectedExecutionException closed) {
      dropAll();
    }
  }

  /** Drops what did not begin. */
  void dropAll() {
    List<Errand> dropped;
    synchronized (this) {
      dropped = new ArrayList<>(waiting);
      waiting.clear();
    }
    dropped.forEach(Errand::dropped);
  }

  @Override
  public void run() {
    do {
      for (int i = 0; i < TURN; i++) {
        Errand next = next();
        if (next == null) {
          return;
        }
        next.run();
        patience = 0;
        progressAt = System.nanoTime();
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

  private synchronized @Nullable Errand next() {
    Errand next = waiting.poll();
    if (next == null) {
      underWay = false;
    }
    return next;
  }

  /** The errand that is being done may take this much longer than others. */
  void mayTake(Duration longer) {
    patience = longer.toNanos();
  }

  /** Tells when nothing was done since so many nanoseconds before {@code now}. */
  void look(long now, long most) {
    if (now - progressAt - patience >= most) {
      overdue.run();
    }
  }
}
